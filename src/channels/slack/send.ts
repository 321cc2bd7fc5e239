import { postsJson } from '../http/json.ts'
import { slackMessage } from './message.ts'

export const open = postsJson('slack', slackMessage)
