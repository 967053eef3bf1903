/**
 * An invocation that is recorded notes each question it asks of its input, in order: the decision tree of `outcome-memory.ts` is made of
 * them. What a question was answered is not noted, the host knows. A question is packed like the answer: a tag and its texts
 * (`questions.ts`).
 *
 * Only frozen realms record, so here methods can be relied on.
 */
export const GUEST_ASKING = String.raw`
const QUESTIONS_MAX = 64
let isRecording = false
let recordsNext = false
let questions = ''
let asked
let questionCount = 0
let isToRunAgain = false
const record = () => {
  recordsNext = true
}

const beginRecording = () => {
  isRecording = recordsNext
  recordsNext = false
  forgetRequest()
  if (!isRecording) return
  questions = ''
  asked = new HarnessSet()
  questionCount = 0
  isToRunAgain = false
}
// Undefined: the answer may differ for an equal input, or depends on more than is worth keeping.
const questionsAsked = () => (readsMoment || questionCount > QUESTIONS_MAX ? undefined : questions)

// Where a proxy might be told from its object (messages of refused writes, prototypes that go in circles) the invocation is run again
// without any.
const mustRunAgain = () => isToRunAgain
const runAgain = () => {
  isToRunAgain = true
}

const packed = text => text.length + ':' + text
const askOnce = question => {
  if (questionCount++ < QUESTIONS_MAX) questions += question
}
const ask = question => {
  if (asked.has(question)) return
  asked.add(question)
  askOnce(question)
}
// The question of that kind about a name: made once, as invocations ask the same again and again.
const QUESTIONS_READY_MAX = 256
const READY_NAME_CHARACTERS_MAX = 64
const kindOfQuestion = (tag, table) => ({ start: table === undefined ? tag : tag + packed(table), ready: new HarnessMap() })
const about = ({ start, ready }, name) => {
  const known = ready.get(name)
  if (known !== undefined) return known
  const question = packed(start + packed(name))
  if (ready.size < QUESTIONS_READY_MAX && name.length <= READY_NAME_CHARACTERS_MAX) ready.set(name, question)
  return question
}
const FIELD = kindOfQuestion('f')
const KEY_VALUE = kindOfQuestion('k')
const askField = field => ask(about(FIELD, field))
const askKeyValue = key => {
  if (isRecording) ask(about(KEY_VALUE, key))
}
// Asked of a field that was written unseen.
const askWhetherEqual = (field, value) => {
  if (typeof value === 'string' && !asked.has(about(FIELD, field))) askOnce(packed('e' + packed(field) + packed(value)))
}
`
