import type { LambdaFunction } from '../../../distribution/model.ts'

/** Of the function as it is replicated to the edge (LAE-76). */
const edgeName = ({ name }: LambdaFunction): string => `us-east-1.${name}`

/** The log group of a function at the edge, in the Region where it runs (LAE-76). */
export const logGroupOf = (lambda: LambdaFunction): string => `/aws/lambda/${edgeName(lambda)}`

export const functionArn = (lambda: LambdaFunction): string =>
  `arn:aws:lambda:us-east-1:000000000000:function:${edgeName(lambda)}:1`

/** LAE-72: a function has only the reserved variables. `taskRoot` stands for `/var/task`. */
export const lambdaEnvironment = (
  lambda: LambdaFunction,
  taskRoot: string,
  logStreamName: string,
): Readonly<Record<string, string>> => ({
  AWS_DEFAULT_REGION: 'us-east-1',
  AWS_EXECUTION_ENV: `AWS_Lambda_${lambda.runtime}`,
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(lambda.memoryMegabytes),
  AWS_LAMBDA_FUNCTION_NAME: edgeName(lambda),
  AWS_LAMBDA_FUNCTION_VERSION: '1',
  AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
  AWS_LAMBDA_LOG_GROUP_NAME: logGroupOf(lambda),
  AWS_LAMBDA_LOG_STREAM_NAME: logStreamName,
  AWS_REGION: 'us-east-1',
  LAMBDA_TASK_ROOT: taskRoot,
  LANG: 'en_US.UTF-8',
  TZ: ':UTC',
  _HANDLER: lambda.handler,
})
