import { PackedCursor } from './packed-cursor.ts'

const FIELDS = [
  'method',
  'uri',
  'queryString',
  'distributionDomainName',
  'distributionId',
  'statusCode',
  'statusDescription',
] as const
const TABLES = [
  'request.headers',
  'request.cookies',
  'request.querystring',
  'response.headers',
  'response.cookies',
] as const

/** A part of the input that is one text, or one number for the status. */
export type InputField = (typeof FIELDS)[number]

/** A part of the input that is texts by name, called as in the event (CFF-73, CFF-78, CFF-80). */
export type InputTable = (typeof TABLES)[number]

interface Packed {
  /** As it came from the realm; equal questions have equal texts. */
  readonly packed: string
}

/** What an invocation wants to know of its input: `guest/asking.ts` asks, `input-answers.ts` answers. */
export type Question = Packed &
  (
    | { readonly about: 'field'; readonly field: InputField }
    /** Whether the function wrote just what was there. */
    | { readonly about: 'equal-field'; readonly field: InputField; readonly text: string }
    | { readonly about: 'key-value'; readonly key: string }
    | { readonly about: 'table'; readonly table: InputTable; readonly aspect: 'names' | 'any' | 'whole' }
    | { readonly about: 'presence' | 'texts'; readonly table: InputTable; readonly name: string }
    /** Whether the function wrote just what was there. */
    | {
        readonly about: 'equal-texts'
        readonly table: InputTable
        readonly name: string
        readonly texts: readonly string[]
      }
  )

const oneOf = <T extends string>(all: readonly T[], text: string): T => {
  const found = all.find(one => one === text)
  if (found === undefined) throw new RangeError(`a question asks for the unknown ${text}`)
  return found
}

const TABLE_ASPECTS = { n: 'names', a: 'any', w: 'whole' } as const

const readQuestion = (packed: string): Question => {
  const cursor = new PackedCursor(packed)
  const tag = cursor.tag()
  const subject = cursor.text()
  switch (tag) {
    case 'f':
      return { packed, about: 'field', field: oneOf(FIELDS, subject) }
    case 'e':
      return { packed, about: 'equal-field', field: oneOf(FIELDS, subject), text: cursor.text() }
    case 'k':
      return { packed, about: 'key-value', key: subject }
    case 'n':
    case 'a':
    case 'w':
      return { packed, about: 'table', table: oneOf(TABLES, subject), aspect: TABLE_ASPECTS[tag] }
    case 'p':
      return { packed, about: 'presence', table: oneOf(TABLES, subject), name: cursor.text() }
    case 't':
      return { packed, about: 'texts', table: oneOf(TABLES, subject), name: cursor.text() }
    case 's': {
      const [name, texts] = [cursor.text(), cursor.texts()]
      return { packed, about: 'equal-texts', table: oneOf(TABLES, subject), name, texts }
    }
    default:
      throw new RangeError(`a question has the unknown tag ${tag}`)
  }
}

/** A function asks the same few questions again and again. */
const questionsRead = new Map<string, Question>()
const QUESTIONS_READ_MAX = 4_096
const SHORT_CHARACTERS_MAX = 256

const questionOf = (packed: string): Question => {
  const known = questionsRead.get(packed)
  if (known !== undefined) return known
  const question = readQuestion(packed)
  if (questionsRead.size < QUESTIONS_READ_MAX && packed.length <= SHORT_CHARACTERS_MAX)
    questionsRead.set(packed, question)
  return question
}

/** In: what `guest/asking.ts` packed. Out: the questions in the order they were asked. */
export const readQuestions = (packed: string): Question[] => {
  const questions: Question[] = []
  const cursor = new PackedCursor(packed)
  while (!cursor.done) questions.push(questionOf(cursor.text()))
  return questions
}
