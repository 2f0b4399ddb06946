// An object of whichever process asks: every member is that of the current one.

/** @param current is asked anew for each member */
export const through = <T extends object>(current: () => T): T =>
  new Proxy(current(), {
    get: (_, name) => {
      const now = current()
      const member: unknown = Reflect.get(now, name)
      return typeof member === 'function' ? member.bind(now) : member
    },
  })
