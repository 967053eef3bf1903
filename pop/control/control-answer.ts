export interface ControlAnswer {
  readonly status: number
  readonly json: unknown
}

export const failure = (status: number, message: string): ControlAnswer => ({ status, json: { error: message } })
