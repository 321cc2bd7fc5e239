import { postsJson } from '../http/json.ts'
import { teamsMessage } from './message.ts'

export const open = postsJson('teams', teamsMessage)
