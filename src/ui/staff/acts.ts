import type { AuditRow } from '#db/schema.ts'

const ACTS: Record<string, string> = {
  signin: 'Signed in',
  'signin.failed': 'Tried to sign in with a wrong address or password',
  'page.set_up': 'Set up the page',
  'page.settings': 'Changed the settings',
  'page.look': 'Changed how the page looks',
  'wording.keep': 'Changed the wording of messages',
  'staff.invite': 'Invited somebody',
  'staff.withdraw_invite': 'Took an invitation back',
  'staff.join': 'Joined by invitation',
  'staff.role': 'Gave another role',
  'staff.disable': 'Ended an account',
  'staff.enable': 'Opened an account again',
  'staff.sign_out': 'Ended all sessions',
  'staff.password': 'Changed the password',
  'component.create': 'Made a component',
  'component.change': 'Changed a component',
  'component.archive': 'Archived a component',
  'component.restore': 'Brought a component back',
  'component.move': 'Moved a component',
  'group.create': 'Made a group',
  'group.rename': 'Renamed a group',
  'group.archive': 'Archived a group',
  'group.restore': 'Brought a group back',
  'group.move': 'Moved a group',
  'post.publish': 'Published a post',
  'post.update': 'Wrote an update',
  'update.revise': 'Edited an update',
  'post.translate': 'Wrote in another language',
  'monitor.create': 'Made a monitor’s address',
  'monitor.revoke': 'Revoked a monitor’s address',
  'monitor.rule': 'Kept a rule of a monitor',
  'monitor.rule_move': 'Moved a rule of a monitor',
  'monitor.rule_remove': 'Took a rule of a monitor away',
  'alert.settle': 'Settled what needed somebody',
  'text.stop': 'Took a text for STOP',
  'subscriber.vouch': 'Added a subscriber who had agreed elsewhere',
  'subscriber.expel': 'Took a subscriber off',
  'subscribers.export': 'Took a list of subscribers away',
  'subscribers.exported': 'Had taken away of that list',
  'subscribers.tag': 'Tagged many subscribers',
  'subscribers.untag': 'Took a tag from many subscribers',
  'subscribers.import': 'Brought a list of people in',
  'subscribers.import_cancel': 'Stopped bringing a list in',
  'subscriber.add': 'Added a subscriber by hand',
  'subscriber.erase': 'Erased a subscriber on request',
  'subscriber.export': 'Took what is kept of a subscriber away',
  'subscriber.end': 'Ended a subscription',
  'subscriber.ask': 'Asked a subscriber once more',
  'subscriber.tag': 'Tagged a subscriber',
  'subscriber.untag': 'Took a tag from a subscriber',
  'subscriber.bring_back': 'Brought a subscriber back from quarantine',
  'announcement.cancel': 'Stopped an announcement',
  'announcement.pause': 'Held an announcement',
  'announcement.resume': 'Let an announcement go on',
  'announcement.retry': 'Tried failures again',
  'announcement.export': 'Took a list of outcomes away',
}

/** An entry of the audit as a person reads it: “Gave another role: Ana Reis, editor → admin”. */
export function actInWords(entry: Pick<AuditRow, 'action' | 'detail'>): string {
  const act = ACTS[entry.action] ?? entry.action
  const detail: Record<string, unknown> = entry.detail ? JSON.parse(entry.detail) : {}
  const { name, title, role, from, to, changed } = detail
  const words = [
    name ?? title,
    from && to && `${from} → ${to}`,
    Array.isArray(changed) && changed.map((column) => String(column).replaceAll('_', ' ')).join(', '),
  ].filter(Boolean)
  const whole = role ? `${act} as ${role}` : act
  return words.length ? `${whole}: ${words.join(', ')}` : whole
}
