import type { PastWords } from './index.ts'

const KINDS = {
  post: ['Um aviso', 'avisos'],
  incident: ['Um incidente', 'incidentes'],
  closure: ['Um encerramento', 'encerramentos'],
  release: ['Uma novidade', 'novidades'],
} as const

export const pt: PastWords = {
  ofMonth: (month) => `Histórico, ${month}`,
  about: (page, month) => `O que ${page} publicou em ${month}.`,
  months: 'Meses',
  allMonths: 'Todos os meses',
  emptyMonth: 'Neste mês não foi publicado nada.',
  count: (kind, count) => {
    const [single, many] = KINDS[kind ?? 'post']
    return count === 1 ? single : `${count} ${many}`
  },

  search: 'Procurar em tudo o que comunicámos',
  find: 'Procurar',
  searchFor: (words) => `Procura: ${words}`,
  found: (words) => `O que dissemos sobre «${words}»`,
  nothingFound: 'Nada encontrado',
  noWord: 'Escreva uma ou duas palavras. Só com sinais nada se encontra.',
  tooCommon: 'Estas palavras estão em quase todo o lado. Acrescente uma que diga mais.',
  nothingOlder: 'Não há nada mais antigo.',
  noPost: (words) =>
    `Nenhum aviso contém tudo de «${words}». Experimente menos palavras ou o início de uma; bastam três letras.`,
  also: 'Também pode {months} ou {now}.',
  goThrough: 'percorrer os meses',
  seeNow: 'ver a situação atual',
  results: 'Resultados, os mais recentes primeiro',
  older: 'Mais antigos',

  uptimeOf: (name) => `Disponibilidade de ${name}`,
  aboutUptime: (page) => `Como ${page} funcionou nos últimos 90 dias.`,
  aboutUptimeOf: (name) => `Como ${name} funcionou, dia a dia.`,
  uptimeOf90: 'Disponibilidade nos últimos 90 dias',
  notWatched:
    'Aqui ainda não se acompanha nada. Aquilo de que os clientes dependem ficará aqui com os seus dias.',
  components: 'Componentes',
  other: 'Outros',
  troubledDays: (count) =>
    count === 0 ? 'sem problemas' : count === 1 ? 'problemas num dia' : `problemas em ${count} dias`,
  formula:
    'A disponibilidade é a parte do tempo sem interrupção: um minuto de interrupção grave conta por inteiro, um de interrupção parcial conta 30 %; as limitações e a manutenção não contam. Resulta do que foi publicado aqui; os dias anteriores à existência de um componente ficam de fora.',
  earlier: 'Antes',
  later: 'Depois',
  allSaid: 'Tudo o que se disse sobre isto',
  figure: (share) => `Disponibilidade: ${share}`,
  noFigure: 'Ainda sem valor',
  nothingKnown: 'Deste mês nada se sabe.',
  caption: (month) => `${month}, os dias com problemas estão assinalados`,
  noTroubleAny: 'Nenhum dia com problemas.',
  whatWasIt: 'O que aconteceu?',
  wholeDay: (status) => `${status} todo o dia`,
  lasted: (status, time) => `${status} ${time}`,

  notFound: 'Não encontrado',
  noAddress: 'Neste endereço não há nada.',
  mistyped:
    'Pode estar mal escrito, ou a ligação está incompleta. Tudo o que foi publicado está no histórico.',
  howThingsStand: 'Ver a situação atual',
  openHistory: 'Abrir o histórico',
}
