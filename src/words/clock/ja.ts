import type { ClockWords } from './index.ts'

export const ja: ClockWords = {
  in_progress: 'メンテナンスを開始しました。',
  completed: 'メンテナンスは終了しました。',
}
