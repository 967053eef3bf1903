import { expect, test } from 'vitest'
import { xCache, type ResultType } from './result-type.ts'

// In the order of AWS's table.
test.each<{ rule: string; type: ResultType; value: string }>([
  { rule: 'RESH-20', type: 'Hit', value: 'Hit from cloudfront' },
  { rule: 'RESH-21', type: 'Miss', value: 'Miss from cloudfront' },
  { rule: 'RESH-22', type: 'RefreshHit', value: 'RefreshHit from cloudfront' },
  { rule: 'RESH-23', type: 'Error', value: 'Error from cloudfront' },
  { rule: 'RESH-24', type: 'Redirect', value: 'Redirect from cloudfront' },
  { rule: 'RESH-25', type: 'LambdaExecutionError', value: 'LambdaExecutionError from cloudfront' },
  { rule: 'RESH-26', type: 'LambdaValidationError', value: 'LambdaValidationError from cloudfront' },
  { rule: 'RESH-27', type: 'LambdaLimitExceeded', value: 'LambdaLimitExceeded from cloudfront' },
  { rule: 'RESH-28', type: 'LambdaGeneratedResponse', value: 'LambdaGeneratedResponse from cloudfront' },
  { rule: 'RESH-29', type: 'FunctionGeneratedResponse', value: 'FunctionGeneratedResponse from cloudfront' },
  { rule: 'RESH-30', type: 'FunctionExecutionError', value: 'FunctionExecutionError from cloudfront' },
  { rule: 'RESH-31', type: 'LimitExceeded', value: 'Error from cloudfront' },
])('$rule $type shows as $value', ({ type, value }) => expect(xCache(type)).toBe(value))
