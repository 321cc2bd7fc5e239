import { ja as labels } from '../labels/ja.ts'
import type { SmsWords } from './index.ts'

export const ja: SmsWords = {
  state: labels.state,
  nextBy: (state, when) => `${state}。次報は${when}まで。`,
  after: (state, length) => `${state}（${length}）。`,
  until: (state, when) => `${state}、${when}まで。`,
  begins: (ahead, when) => `${ahead}に開始: ${when}。`,
  from: (when) => `${when}から。`,
  moved: (when) => `新日時: ${when}。`,
  stop: '停止はSTOPと返信。',
  choose: (url) => `変更: ${url}`,
  digest: (count) => `お知らせ${count}件。`,
  confirm: (url) => `お知らせの受け取りをご確認ください: ${url}`,
  code: (code, minutes) => `確認コード ${code}（${minutes}分間有効）。お心当たりがなければ無視してください。`,
  move: (url) => `この番号への配信をご確認ください: ${url}`,
  link: (url) => `受け取る内容の確認と変更: ${url}`,
  goodbye: {
    moved: 'ご希望により、今後は別の番号にお届けします。こちらへの配信は終わりました。',
    removed: 'この番号を配信先から外しました。こちらへの配信は終わりました。',
  },
  invite: (by, url) => `${by}さんからの招待: ${url}`,
  alert: (title, url) => `対応が必要です: ${title}。${url}`,
  reply: {
    stopped: '配信を停止しました。再開はSTARTと返信してください。',
    back: '配信を再開しました。停止はSTOP、ヘルプはHELPと返信。',
    unknown: (url) => `お知らせの登録はこちら: ${url}`,
    help: (contact) => `障害と休止のお知らせです。連絡先: ${contact}。停止はSTOPと返信。`,
  },
}
