import type { PastWords } from './index.ts'

const KINDS = {
  post: ['Un aviso', 'avisos'],
  incident: ['Una incidencia', 'incidencias'],
  closure: ['Un cierre', 'cierres'],
  release: ['Una novedad', 'novedades'],
} as const

export const es: PastWords = {
  ofMonth: (month) => `Historial, ${month}`,
  about: (page, month) => `Lo que ${page} publicó en ${month}.`,
  months: 'Meses',
  allMonths: 'Todos los meses',
  emptyMonth: 'En este mes no se publicó nada.',
  count: (kind, count) => {
    const [single, many] = KINDS[kind ?? 'post']
    return count === 1 ? single : `${count} ${many}`
  },

  search: 'Buscar en todo lo que hemos comunicado',
  find: 'Buscar',
  searchFor: (words) => `Búsqueda: ${words}`,
  found: (words) => `Lo que dijimos sobre «${words}»`,
  nothingFound: 'No se encontró nada',
  noWord: 'Escriba una o dos palabras. Los signos solos no encuentran nada.',
  tooCommon: 'Estas palabras aparecen casi en todas partes. Añada una que diga más.',
  nothingOlder: 'No hay nada más antiguo.',
  noPost: (words) =>
    `Ningún aviso contiene todo «${words}». Pruebe con menos palabras o con el comienzo de una; bastan tres letras.`,
  also: 'También puede {months} o {now}.',
  goThrough: 'recorrer los meses',
  seeNow: 'ver la situación actual',
  results: 'Resultados, los más recientes primero',
  older: 'Más antiguos',

  uptimeOf: (name) => `Disponibilidad de ${name}`,
  aboutUptime: (page) => `Cómo ha funcionado ${page} en los últimos 90 días.`,
  aboutUptimeOf: (name) => `Cómo ha funcionado ${name}, día a día.`,
  uptimeOf90: 'Disponibilidad en los últimos 90 días',
  notWatched:
    'Aquí no se observa nada todavía. Aquello de lo que dependen los clientes figurará aquí con sus días.',
  components: 'Componentes',
  other: 'Otros',
  troubledDays: (count) =>
    count === 0 ? 'sin problemas' : count === 1 ? 'problemas un día' : `problemas ${count} días`,
  formula:
    'La disponibilidad es la parte del tiempo sin interrupción: un minuto de interrupción grave cuenta entero y uno de interrupción parcial, un 30 %; las dificultades y el mantenimiento no cuentan. Se deduce de lo publicado aquí; los días anteriores a la existencia de un componente no se tienen en cuenta.',
  earlier: 'Antes',
  later: 'Después',
  allSaid: 'Todo lo que se dijo al respecto',
  figure: (share) => `Disponibilidad: ${share}`,
  noFigure: 'Aún sin cifra',
  nothingKnown: 'De este mes no se sabe nada.',
  caption: (month) => `${month}, los días con problemas están marcados`,
  noTroubleAny: 'Ningún día con problemas.',
  whatWasIt: '¿Qué ocurrió?',
  wholeDay: (status) => `${status} todo el día`,
  lasted: (status, time) => `${status} ${time}`,

  notFound: 'No encontrado',
  noAddress: 'En esta dirección no hay nada.',
  mistyped:
    'Puede que esté mal escrita o que el enlace esté incompleto. Todo lo publicado se encuentra en el historial.',
  howThingsStand: 'Ver la situación actual',
  openHistory: 'Abrir el historial',
}
