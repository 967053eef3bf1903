import { views } from '../v5/views.ts'
import { start } from './start.tsx'

start(views)
