import { postsJson } from '../http/json.ts'
import { discordMessage } from './message.ts'

export const open = postsJson('discord', discordMessage)
