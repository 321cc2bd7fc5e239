/** What a column of a list may hold. */
export const COLUMN_NAMES = [
  'type',
  'email',
  'phone',
  'address',
  'country',
  'confirmed',
  'name',
  'language',
  'zone',
  'kinds',
  'components',
  'impact',
  'tags',
  'agreed',
  'state',
  'rhythm',
  'digest',
  'quiet',
  'breaks',
] as const
export type Column = (typeof COLUMN_NAMES)[number]

/** Heads of columns as people write them, folded: small letters without accents, spaces and signs. */
const HEADS: { [name in Column]: string } = {
  type: 'type mode channel subscribertype typ kanal canal tipo modo 種類 نوع',
  email:
    'email emailaddress mail mailaddress emailadresse mailadresse courriel adressemail adresseemail adresseelectronique correo correoelectronico enderecodeemail メール メールアドレス البريد البريدالالكتروني',
  phone:
    'phone phonenumber mobile mobilenumber cell sms number telefon telefonnummer handy handynummer mobilnummer telephone portable numero telefono movil celular telemovel telefone 電話 電話番号 携帯 携帯電話 الهاتف الجوال رقمالهاتف',
  address: 'address subscriber adresse direccion endereco アドレス العنوان',
  country: 'country phonecountry countrycode land landesvorwahl pays pais 国 国番号 البلد',
  confirmed:
    'skipconfirmation skipconfirmationnotification confirmed optin bestatigt confirme confirmado 確認済み مؤكد',
  name: 'name fullname firstname displayname vorname nom prenom nombre nome 名前 氏名 الاسم',
  language: 'language lang locale sprache langue idioma lingua 言語 اللغة',
  zone: 'timezone zone tz zeitzone fuseauhoraire fuseau zonahoraria fusohorario タイムゾーン المنطقةالزمنية',
  kinds: 'kinds kind topics',
  components:
    'components component componentids services komponenten dienste composants componentes コンポーネント المكونات',
  impact: 'leastimpact leastseverity severity impact',
  tags: 'tags tag taglist labels groups segment segments gruppe gruppen etiquettes etiquetas タグ الوسوم',
  agreed:
    'agreed agreedat confirmedat consentdate consentat optindate subscribedat subscribed datum date fecha data 同意日 تاريخالموافقة',
  state: 'state status zustand etat estado 状態 الحالة',
  rhythm: 'rhythm digest frequency',
  digest: 'digestat',
  quiet: 'quiethours',
  breaks: 'criticalatonce',
}

const KNOWN = new Map(
  COLUMN_NAMES.flatMap((name) => HEADS[name].split(' ').map((head) => [folded(head), name] as const)),
)

/** What a column holds, by its head; undefined when that says nothing to us. */
export function columnOf(head: string): Column | undefined {
  return KNOWN.get(folded(head))
}

function folded(head: string): string {
  return head
    .normalize('NFKD')
    .toLowerCase()
    .replace(/ß/g, 'ss')
    .replace(/[^\p{L}\p{N}]/gu, '')
}

/** Statuspage's list has no heads: its first column says what each row is, and the others depend on it. */
const TYPES = new Set(['email', 'sms', 'webhook', 'slack', 'integration_partner'])

export interface Guess {
  /** Statuspage's own format, by position. */
  statuspage: boolean
  /** Its first row names the columns. */
  heads: boolean
  columns: (Column | null)[]
}

/** What the first rows of a list look like. Each column is taken for a thing once. */
export function guessColumns(rows: string[][]): Guess {
  const [first = []] = rows
  const [type = '', what = ''] = first.map((cell) => cell.trim())
  if (TYPES.has(type.toLowerCase()) && what && !columnOf(what))
    return { statuspage: true, heads: false, columns: first.map(() => null) }
  const named = first.map((head) => columnOf(head) ?? null)
  const heads = named.some(Boolean) && !first.some(looksLikeAddress)
  const columns = heads ? once(named) : once(contentOf(rows))
  return { statuspage: false, heads, columns }
}

const looksLikeAddress = (cell: string) => /^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(cell.trim())

/** By what stands in the first row, where nothing names the columns. */
function contentOf([first = []]: string[][]): (Column | null)[] {
  return first.map((cell) => {
    if (looksLikeAddress(cell)) return 'email'
    return /^'?\+[\d\s().-]{7,20}$/.test(cell.trim()) ? 'phone' : null
  })
}

function once(columns: (Column | null)[]): (Column | null)[] {
  return columns.map((one, at) => (one && columns.indexOf(one) === at ? one : null))
}
