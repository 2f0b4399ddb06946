// Whether this edition knows a stored item. It loads every item type: one that is not loaded would be unknown.

import '#kernel/http/job-run.ts'
import type { Item } from '#kernel/data/condition.ts'
import { isDeclared } from '#kernel/data/item.ts'
import { isOfDeclaredVersion } from '#kernel/data/versions.ts'
import './spaces.ts'

export const isKnown = (item: Item): boolean => isDeclared(item) && isOfDeclaredVersion(item)
