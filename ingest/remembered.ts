const REMEMBERED_MAX = 65_536
/** Longer texts hardly come twice, and would fill the memory. */
const TEXT_MAX_CHARACTERS = 1_024

/** The same function with its answers kept: for values that come again and again in a log. Bounded. */
export const remembered = <Answer>(answer: (text: string) => Answer): ((text: string) => Answer) => {
  const answers = new Map<string, { readonly answer: Answer }>()
  return text => {
    const known = answers.get(text)
    if (known !== undefined) return known.answer
    const fresh = answer(text)
    if (text.length > TEXT_MAX_CHARACTERS) return fresh
    if (answers.size >= REMEMBERED_MAX) answers.clear()
    answers.set(text, { answer: fresh })
    return fresh
  }
}
