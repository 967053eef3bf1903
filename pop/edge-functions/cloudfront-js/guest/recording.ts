/** Puts recorders behind an event, and the parts of it that no proxy can stand for. */
export const GUEST_RECORDING = String.raw`
const nobody = {}
let recordedRequest = nobody
let recordedQuery
const forgetRequest = () => {
  recordedRequest = nobody
}

const recordedFields = (object, fields) => (isRecording ? new FieldsRecorder(object, fields).proxy : object)
const recordTable = (table, kind) => {
  table.recorder = new TableRecorder(table, kind)
  return table.recorder.proxy
}
const recordRequest = before => {
  const { request } = before
  request.querystring = recordTable(before.queries, REQUEST_QUERY)
  request.headers = recordTable(before.headers, REQUEST_HEADERS)
  request.cookies = recordTable(before.cookies, REQUEST_COOKIES)
  before.recorder = new FieldsRecorder(request, REQUEST_FIELDS)
  recordedQuery = before.query
  recordedRequest = before.recorder.proxy
  return recordedRequest
}
const recordResponse = (response, before) => {
  response.headers = recordTable(before.headers, RESPONSE_HEADERS)
  response.cookies = recordTable(before.cookies, RESPONSE_COOKIES)
  return new FieldsRecorder(response, RESPONSE_FIELDS).proxy
}
// A proxy has no private members.
const recordedRawQuery = () => {
  askField('queryString')
  return recordedQuery
}
`
