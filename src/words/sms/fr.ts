import { plural } from '../plural.ts'
import type { SmsWords } from './index.ts'

export const fr: SmsWords = {
  state: {
    investigating: 'Analyse en cours',
    identified: 'Cause connue',
    monitoring: 'Sous surveillance',
    resolved: 'Résolu',
    postmortem: 'Bilan',
    scheduled: 'Prévu',
    in_progress: 'En cours',
    verifying: 'Vérification en cours',
    completed: 'Terminé',
    cancelled: 'Annulé',
    planned: 'En préparation',
    early_access: 'Accès anticipé',
    released: 'Disponible',
    withdrawn: 'Retiré',
  },
  nextBy: (state, when) => `${state}, suite avant ${when}.`,
  after: (state, length) => `${state} en ${length}.`,
  until: (state, when) => `${state} jusqu'à ${when}.`,
  begins: (ahead, when) => `Commence ${ahead} : ${when}.`,
  from: (when) => `Début : ${when}.`,
  moved: (when) => `Nouvelle date : ${when}.`,
  stop: 'Fin : STOP.',
  choose: (url) => `Changer : ${url}`,
  digest: (count) => `${plural('fr', count, { one: 'une annonce', other: '# annonces' })} pour vous.`,
  confirm: (url) => `confirmez que vous voulez nos messages : ${url}`,
  code: (code, minutes) =>
    `${code} est votre code, valable ${plural('fr', minutes, { one: '# minute', other: '# minutes' })}. Si vous n'avez rien demandé, ne faites rien.`,
  move: (url) => `confirmez que nous pouvons écrire à ce numéro : ${url}`,
  link: (url) => `voir et changer vos messages : ${url}`,
  goodbye: {
    moved: 'nos messages vont désormais à un autre numéro, comme demandé. Plus rien ne viendra ici.',
    removed: 'ce numéro a été retiré de notre liste. Plus rien ne viendra ici.',
  },
  invite: (by, url) => `${by} vous invite : ${url}`,
  alert: (title, url) => `on a besoin de vous : ${title}. ${url}`,
  reply: {
    stopped: 'vous ne recevrez plus nos messages. Envoyez START pour revenir.',
    back: "vous recevez de nouveau nos messages. STOP pour finir, HELP pour l'aide.",
    unknown: (url) => `pour recevoir nos messages : ${url}`,
    help: (contact) => `nouvelles des incidents et fermetures. Contact : ${contact}. STOP pour finir.`,
  },
}
