import { views } from '../v4/views.ts'
import { start } from './start.tsx'

start(views)
