import type { ClockWords } from './index.ts'

export const ar: ClockWords = {
  in_progress: 'بدأت أعمال الصيانة.',
  completed: 'انتهت أعمال الصيانة.',
}
