import type { PastWords } from './index.ts'

const KINDS = {
  post: ['Une annonce', 'annonces'],
  incident: ['Un incident', 'incidents'],
  closure: ['Une fermeture', 'fermetures'],
  release: ['Une nouveauté', 'nouveautés'],
} as const

export const fr: PastWords = {
  ofMonth: (month) => `Historique, ${month}`,
  about: (page, month) => `Ce que ${page} a publié en ${month}.`,
  months: 'Mois',
  allMonths: 'Tous les mois',
  emptyMonth: 'Rien n’a été publié ce mois-ci.',
  count: (kind, count) => {
    const [single, many] = KINDS[kind ?? 'post']
    return count === 1 ? single : `${count} ${many}`
  },

  search: 'Chercher dans tout ce que nous avons dit',
  find: 'Chercher',
  searchFor: (words) => `Recherche : ${words}`,
  found: (words) => `Ce que nous avons dit de « ${words} »`,
  nothingFound: 'Aucun résultat',
  noWord: 'Saisissez un ou deux mots. Des signes seuls ne trouvent rien.',
  tooCommon: 'Ces mots figurent presque partout. Ajoutez-en un plus précis.',
  nothingOlder: 'Il n’y a rien de plus ancien.',
  noPost: (words) =>
    `Aucune annonce ne contient tout « ${words} ». Essayez avec moins de mots, ou le début d’un mot ; trois lettres suffisent.`,
  also: 'Vous pouvez aussi {months}, ou {now}.',
  goThrough: 'parcourir les mois',
  seeNow: 'voir la situation actuelle',
  results: 'Résultats, les plus récents d’abord',
  older: 'Plus anciens',

  uptimeOf: (name) => `Disponibilité de ${name}`,
  aboutUptime: (page) => `Comment ${page} a fonctionné ces 90 derniers jours.`,
  aboutUptimeOf: (name) => `Comment ${name} a fonctionné, jour par jour.`,
  uptimeOf90: 'Disponibilité des 90 derniers jours',
  notWatched: 'Rien n’est encore suivi ici. Ce dont les clients dépendent y figurera, jour par jour.',
  components: 'Composants',
  other: 'Autres',
  troubledDays: (count) =>
    count === 0
      ? 'aucun problème'
      : count === 1
        ? 'des problèmes un jour'
        : `des problèmes pendant ${count} jours`,
  formula:
    'La disponibilité est la part du temps sans panne : une minute de panne majeure compte en entier, une minute de panne partielle pour 30 % ; les perturbations et la maintenance ne comptent pas. Elle découle de ce qui a été publié ici ; les jours d’avant l’existence d’un composant sont laissés de côté.',
  earlier: 'Plus tôt',
  later: 'Plus tard',
  allSaid: 'Tout ce qui en a été dit',
  figure: (share) => `Disponibilité : ${share}`,
  noFigure: 'Pas encore de chiffre',
  nothingKnown: 'On ne sait rien de ce mois.',
  caption: (month) => `${month}, les jours avec des problèmes sont marqués`,
  noTroubleAny: 'Aucun problème, aucun jour.',
  whatWasIt: 'Que s’est-il passé ?',
  wholeDay: (status) => `${status} toute la journée`,
  lasted: (status, time) => `${status} ${time}`,

  notFound: 'Introuvable',
  noAddress: 'Il n’y a rien à cette adresse.',
  mistyped:
    'Elle comporte peut-être une faute, ou le lien est incomplet. Tout ce qui a été publié se trouve dans l’historique.',
  howThingsStand: 'Voir la situation actuelle',
  openHistory: 'Ouvrir l’historique',
}
