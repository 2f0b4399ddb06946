// The version of the service; the tidy test compares it with package.json.

export const VERSION = '0.1.0'
