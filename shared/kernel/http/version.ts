// The version of what runs; the tidy test holds it to package.json's.

export const VERSION = '0.1.0'
