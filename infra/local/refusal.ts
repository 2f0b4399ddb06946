// A reason not to go on that is no bug: told to the person at the terminal in one line that says what to do.

export class Refusal extends Error {}
