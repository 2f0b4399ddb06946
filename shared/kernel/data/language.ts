// The languages of texts for people. A text that lacks one of them does not compile.

export const languages = ['en', 'ko'] as const
export type Language = (typeof languages)[number]

export type Text = Readonly<Record<Language, string>>
