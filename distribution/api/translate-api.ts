import { dirname, join } from 'node:path'
import type { FilesAtHand } from '../files-at-hand.ts'
import { parseJson } from '../template/parse-json.ts'
import { ProblemLog } from '../template/problem-log.ts'
import type { TemplateNode } from '../template/template-node.ts'
import type { StackBody } from '../template/template-scope.ts'
import type { ApiDocument } from './api-documents.ts'
import { apiDocuments } from './api-documents.ts'
import { ApiStack } from './api-stack.ts'

/** More JSON files than this beside a configuration are no answers of the API. */
const COMPANIONS_MAX = 500

/**
 * A distribution from the API as a stack: the distribution itself, and the policies, functions, stores and keys it names, from the other
 * answers of the API that lie beside it. What is missing is named with the command that fetches it.
 *
 * @param given answers that were named themselves
 */
export const translateApi = (
  file: string,
  distribution: ApiDocument,
  given: readonly ApiDocument[],
  files: FilesAtHand,
  log: ProblemLog,
): StackBody => {
  const documents = [...companions(file, files, log), ...given].filter(({ type }) => type !== distribution.type)
  const stack = new ApiStack(distribution.place, [distribution, ...documents], files, log)
  stack.complete(distribution)
  return stack.translated()
}

/** Answers that describe no distribution, as a stack beside a template that names what they describe by its id. */
export const translateAnswers = (
  root: TemplateNode,
  answers: readonly ApiDocument[],
  files: FilesAtHand,
  log: ProblemLog,
): StackBody => {
  const stack = new ApiStack(root.place, answers, files, log)
  stack.completeCode()
  return stack.translated()
}

const companions = (file: string, files: FilesAtHand, log: ProblemLog): readonly ApiDocument[] => {
  const folder = dirname(file)
  const paths = files.jsonNames(folder).map(name => join(folder, name))
  return paths
    .filter(path => path !== file)
    .slice(0, COMPANIONS_MAX)
    .flatMap(path => {
      const text = files.text(path)
      if (text === undefined) return []
      const trial = new ProblemLog()
      const root = parseJson(path, text.startsWith('\uFEFF') ? text.slice(1) : text, trial)
      if (root !== undefined) return apiDocuments(root, path)
      log.warning(
        'the file beside the distribution is not read: it is no JSON',
        trial.problems[0]?.place ?? { file: path },
      )
      return []
    })
}
