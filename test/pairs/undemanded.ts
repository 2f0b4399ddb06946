// Reads that a transaction does not demand, and why it need not.

export const undemanded: Readonly<Record<string, string>> = {}
