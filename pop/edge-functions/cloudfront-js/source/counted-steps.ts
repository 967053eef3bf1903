import type { AnyNode, ForStatement } from 'acorn'
import type { HarnessNames } from './harness-names.ts'
import { around, inside, type Wrapping } from './wrap.ts'

/**
 * Loop turns and function calls after which an invocation is stopped: 1 to 20 milliseconds of work here and more than the millisecond
 * CloudFront gives (CFF-151), a thousand times what a usual function takes.
 */
export const STEPS_MAX = 100_000

/** Turns of loops that only count, which cost a nanosecond: a function that lets time pass gets some milliseconds (probe date-frozen). */
export const IDLE_TURNS_MAX = 4_000_000

const isPlain = (node: AnyNode): boolean => node.type === 'Identifier' || node.type === 'Literal'

/** `for (…; i < 10; i++) {}`: a turn runs nothing that could cost more than the count. */
const isIdle = ({ test, update, body }: ForStatement): boolean =>
  (body.type === 'EmptyStatement' || (body.type === 'BlockStatement' && body.body.length === 0)) &&
  (!test || (test.type === 'BinaryExpression' && isPlain(test.left) && isPlain(test.right))) &&
  (!update || (update.type === 'UpdateExpression' && isPlain(update.argument)))

const countStep = ({ steps, more }: HarnessNames): string => `if(--${steps}<0)${more}();`

const chargeBytes = ({ bytes, outOfMemory }: HarnessNames, cost: number): string =>
  cost === 0 ? '' : `if((${bytes}-=${cost})<0)${outOfMemory}();`

const countTurn = (node: AnyNode, names: HarnessNames): string =>
  node.type === 'ForStatement' && isIdle(node)
    ? `if(--${names.idleTurns}<0)${names.outOfSteps}(${STEPS_MAX});`
    : countStep(names)

/**
 * One counted step for each call of a function and each turn of a loop: whatever runs for ever passes one of them. With it the bytes of
 * what the piece makes at the most.
 */
export const countedPiece = (node: AnyNode, bytes: number, names: HarnessNames): Wrapping[] => {
  switch (node.type) {
    case 'FunctionDeclaration':
    case 'FunctionExpression':
      return inside(node.body, countStep(names) + chargeBytes(names, bytes))
    case 'ArrowFunctionExpression': {
      if (node.body.type === 'BlockStatement') return inside(node.body, countStep(names) + chargeBytes(names, bytes))
      const charge = bytes === 0 ? '' : `(${names.bytes}-=${bytes})<0&&${names.outOfMemory}(),`
      return around(node.body, `(--${names.steps}<0&&${names.more}(),${charge}`, ')')
    }
    case 'WhileStatement':
    case 'DoWhileStatement':
    case 'ForStatement':
    case 'ForInStatement': {
      const text = countTurn(node, names) + chargeBytes(names, bytes)
      return node.body.type === 'BlockStatement' ? inside(node.body, text) : around(node.body, `{${text}`, '}')
    }
    case 'BlockStatement':
      return inside(node, chargeBytes(names, bytes))
    default:
      return []
  }
}
