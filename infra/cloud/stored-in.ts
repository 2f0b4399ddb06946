// The table of a stack: its own, or an adopted one.

export interface StoredIn {
  readonly tableName: string
  readonly tableArn: string
}
