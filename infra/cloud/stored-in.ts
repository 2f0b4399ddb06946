// The table of a stack: its own, or an adopted one.

export interface StoredIn {
  readonly tableName: string
  readonly tableArn: string
  /** Absent: nothing follows new items, and the schedules find them. An adopted table has none. */
  readonly tableStreamArn?: string | undefined
}
