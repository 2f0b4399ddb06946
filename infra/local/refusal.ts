// An expected failure of a command. Its message says in one line what to do.

export class Refusal extends Error {}
