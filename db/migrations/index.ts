import * as pageAndStaff from './0001-page-and-staff.ts'
import * as posts from './0002-posts.ts'
import * as subscribers from './0003-subscribers.ts'
import * as deliveries from './0004-deliveries.ts'
import * as ledger from './0005-ledger.ts'
import * as answers from './0006-answers.ts'
import * as bounces from './0007-bounces.ts'
import * as control from './0008-control.ts'
import * as service from './0009-service.ts'
import * as sentDays from './0010-sent-days.ts'
import * as troubles from './0011-troubles.ts'
import * as changes from './0012-changes.ts'
import * as content from './0013-content.ts'
import * as api from './0014-api.ts'
import * as look from './0015-look.ts'
import * as monitors from './0016-monitors.ts'
import * as newest from './0017-newest.ts'
import * as wishes from './0018-wishes.ts'
import * as hours from './0019-hours.ts'
import * as staff from './0020-staff.ts'
import * as texts from './0021-texts.ts'
import * as journey from './0023-journey.ts'

/** Every migration in its order; one that was released is never edited again. */
export const migrations = {
  '0001-page-and-staff': pageAndStaff,
  '0002-posts': posts,
  '0003-subscribers': subscribers,
  '0004-deliveries': deliveries,
  '0005-ledger': ledger,
  '0006-answers': answers,
  '0007-bounces': bounces,
  '0008-control': control,
  '0009-service': service,
  '0010-sent-days': sentDays,
  '0011-troubles': troubles,
  '0012-changes': changes,
  '0013-content': content,
  '0014-api': api,
  '0015-look': look,
  '0016-monitors': monitors,
  '0017-newest': newest,
  '0018-wishes': wishes,
  '0019-hours': hours,
  '0020-staff': staff,
  '0021-texts': texts,
  '0023-journey': journey,
}
