import type { HelpWords } from './words.ts';

/** French. */
export const fr: HelpWords = {
  'Usage:': 'Utilisation :',
  'Arguments:': 'Arguments :',
  'Options:': 'Options :',
  'Commands:': 'Commandes :',
  'Examples:': 'Exemples :',
  ':': ' :',
  default: 'par défaut',
  'show this help': 'afficher cette aide',
  'show help for a command': 'afficher l’aide d’une commande',
  'show the version': 'afficher la version',
  'Exit codes: 0 done, 1 unexpected, 2 usage or configuration, 3 sign-in needed, 4 network or service unreachable, 5 refused by Entra or the workspace, 6 no usable keyring or data folder, 130 canceled.':
    'Codes de sortie : 0 terminé, 1 inattendu, 2 utilisation ou configuration, 3 connexion requise, 4 réseau ou service injoignable, 5 refusé par Entra ou l’espace de travail, 6 trousseau ou dossier de données inutilisable, 130 annulé.',
  'Data is in the folder that ENTRA_TOKEN_HOME names, by default in the system’s place for application data.':
    'Les données se trouvent dans le dossier indiqué par ENTRA_TOKEN_HOME, par défaut à l’emplacement du système pour les données d’application.',
  'Sign in to Microsoft Entra ID once a day, and always have a valid access token for Azure Databricks.':
    'Connectez-vous à Microsoft Entra ID une fois par jour et disposez toujours d’un jeton d’accès valide pour Azure Databricks.',
  'profile to use; also after the command': 'profil à utiliser ; aussi après la commande',
  'profile to use': 'profil à utiliser',
  'JSON output': 'sortie JSON',

  'manage profiles: which workspace, tenant and app registration to sign in with':
    'gérer les profils : espace de travail, locataire et inscription d’application pour se connecter',
  'add a profile; the first becomes the default': 'ajouter un profil ; le premier devient celui par défaut',
  "change a profile's settings": 'modifier les paramètres d’un profil',
  'new name': 'nouveau nom',
  'list the profiles; * marks the default': 'lister les profils ; * marque celui par défaut',
  'set the default profile': 'définir le profil par défaut',
  'sign out and remove a profile': 'se déconnecter et supprimer un profil',
  "the workspace's tenant: ID (GUID) or domain; detected from --workspace":
    'locataire de l’espace de travail : ID (GUID) ou domaine ; détecté à partir de --workspace',
  'application (client) ID of the app registration': 'ID d’application (client) de l’inscription',
  "sign in through Microsoft's public client, the Azure CLI's: nothing to register":
    'se connecter par le client public de Microsoft, celui d’Azure CLI : rien à inscrire',
  'public|usgov|china (default: detected from --workspace, else public)':
    'public|usgov|china (par défaut : détecté à partir de --workspace, sinon public)',
  'another Entra-compatible authority, as https://HOST':
    'autre autorité compatible avec Entra, sous la forme https://HÔTE',
  'workspace URL, as copied from the browser': 'URL de l’espace de travail, copiée depuis le navigateur',
  "the workspace's Azure resource ID, or SUBSCRIPTION/RESOURCE-GROUP/WORKSPACE":
    'ID de ressource Azure de l’espace de travail, ou ABONNEMENT/GROUPE-DE-RESSOURCES/ESPACE',

  'add a profile from a Python MSAL script, a .databrickscfg, or the output of `az account show`':
    'ajouter un profil à partir d’un script Python MSAL, d’un .databrickscfg ou de la sortie de `az account show`',
  "profile name (default: the section's, or the file's)":
    'nom du profil (par défaut : celui de la section ou du fichier)',
  'section of a .databrickscfg (default: the first with a host)':
    'section d’un .databrickscfg (par défaut : la première qui a un hôte)',
  'client ID, if the file has none': 'ID client, si le fichier n’en a pas',
  "use Microsoft's public client, the Azure CLI's, if the file has no client ID":
    'utiliser le client public de Microsoft, celui d’Azure CLI, si le fichier n’a pas d’ID client',
  'tenant, if the file has none': 'locataire, si le fichier n’en a pas',

  'sign in through the browser; with a workspace URL, its profile is found or added':
    'se connecter dans le navigateur ; avec l’URL d’un espace de travail, son profil est trouvé ou ajouté',
  'as copied from the browser, such as https://adb-….azuredatabricks.net':
    'copiée depuis le navigateur, par exemple https://adb-….azuredatabricks.net',
  'print the link instead of opening a browser': 'afficher le lien au lieu d’ouvrir un navigateur',
  'sign in on any device, with a code': 'se connecter avec un code, sur n’importe quel appareil',
  'sign in with user name and password; not possible with MFA or federation':
    'se connecter avec nom d’utilisateur et mot de passe ; impossible avec l’authentification multifacteur ou la fédération',
  'read the password from standard input instead of asking for it':
    'lire le mot de passe sur l’entrée standard au lieu de le demander',
  'import the sign-in of another app by its refresh token':
    'importer la connexion d’une autre application par son jeton d’actualisation',
  'let any account sign in, not only the last one':
    'accepter n’importe quel compte, et pas seulement le dernier',
  'the account to sign in with (default: the last one)':
    'compte avec lequel se connecter (par défaut : le dernier)',
  'Linux without a keyring: keep the sign-in in an unencrypted file (mode 0600)':
    'Linux sans trousseau : conserver la connexion dans un fichier non chiffré (mode 0600)',
  "with a URL: your organization's app registration instead of Microsoft's Azure CLI app":
    'avec une URL : inscription d’application de votre organisation, au lieu de l’application Azure CLI de Microsoft',
  'with a URL: the tenant, where the workspace cannot be asked for it':
    'avec une URL : locataire, si l’espace de travail ne peut pas être interrogé',
  'with a URL: another Entra-compatible authority, as https://HOST':
    'avec une URL : autre autorité compatible avec Entra, sous la forme https://HÔTE',
  'profile to sign in with': 'profil avec lequel se connecter',

  'print a valid access token': 'afficher un jeton d’accès valide',
  'output format': 'format de sortie',
  'same as --format json: the fields of `az account get-access-token`':
    'comme --format json : les champs de `az account get-access-token`',
  'minimum time left on the token (default: 10)':
    'durée restante minimale du jeton, en minutes (par défaut : 10)',
  'force a refresh': 'forcer une actualisation',
  'show who is signed in, and how long the token lasts':
    'afficher qui est connecté, et combien de temps le jeton reste valide',
  'JSON output; times in epoch seconds': 'sortie JSON ; heures en secondes depuis l’époque Unix',
  "show the access token's claims, decoded": 'afficher les revendications décodées du jeton d’accès',
  'ask the workspace who you are, and list its clusters and SQL warehouses':
    'demander à l’espace de travail qui vous êtes, et lister ses clusters et entrepôts SQL',
  'SQL warehouse for --format jdbc: completes the URL': 'entrepôt SQL pour --format jdbc, complète l’URL',
  'the command and its arguments, after --': 'la commande et ses arguments, après --',
  'serve tokens to the Databricks SDKs on this computer, until Ctrl+C':
    'fournir des jetons aux SDK Databricks de cet ordinateur, jusqu’à Ctrl+C',
  'serve this profile only': 'fournir uniquement les jetons de ce profil',
  'sign out and delete the cached tokens': 'se déconnecter et supprimer les jetons mis en cache',
  'profile to sign out': 'profil à déconnecter',

  'older name for connect: keep a section of .databrickscfg or a key of a .env file current':
    'ancien nom de connect : synchroniser une section de .databrickscfg ou une clé d’un fichier .env',
  'keep one more file current': 'synchroniser un fichier de plus',
  "keep a section of .databrickscfg: the endpoint's address, which any SDK can use":
    'synchroniser une section de .databrickscfg : l’adresse du point de terminaison, que tout SDK peut utiliser',
  "section (default: the profile's name)": 'section (par défaut : le nom du profil)',
  'file (default: DATABRICKS_CONFIG_FILE, else ~/.databrickscfg)':
    'fichier (par défaut : DATABRICKS_CONFIG_FILE, sinon ~/.databrickscfg)',
  'keep a plain token there instead: it ends within the hour, and is stored in the file':
    'y conserver plutôt un jeton en clair : il expire dans l’heure et est enregistré dans le fichier',
  'keep a key of a .env file: a plain token, which ends within the hour, and is stored in the file':
    'synchroniser une clé d’un fichier .env : un jeton en clair, qui expire dans l’heure et est enregistré dans le fichier',
  'the .env file': 'le fichier .env',
  key: 'clé',
  'list what is kept current': 'lister ce qui est synchronisé',
  'disconnect the file with this number in the list': 'déconnecter le fichier qui a ce numéro dans la liste',

  'run a command that is signed in to Databricks for as long as it runs: exec -- dbt run':
    'exécuter une commande connectée à Databricks aussi longtemps qu’elle s’exécute : exec -- dbt run',
  'without DATABRICKS_TOKEN, for commands that ask for a fresh token whenever they need one':
    'sans DATABRICKS_TOKEN, pour les commandes qui demandent un nouveau jeton chaque fois qu’il leur en faut un',
  'print what signs a shell in to Databricks: eval "$(entra-token env)"':
    'afficher ce qui connecte un shell à Databricks : eval "$(entra-token env)"',
  'whose syntax (default: by SHELL)': 'shell dont suivre la syntaxe (par défaut : d’après SHELL)',
  'connect a tool to fresh tokens; without one, list the tools with their state':
    'connecter un outil à des jetons à jour ; sans outil, lister les outils avec leur état',
  'disconnect it, and take out what connecting has written':
    'le déconnecter et retirer ce que la connexion avait écrit',
  'the file that the tool reads; required for dotenv and docker-env':
    'fichier que l’outil lit ; obligatoire pour dotenv et docker-env',
  "databrickscfg: section (default: the profile's name)":
    'databrickscfg : section (par défaut : le nom du profil)',
  'databrickscfg: a plain token instead of the endpoint; it ends within the hour':
    'databrickscfg : un jeton en clair au lieu du point de terminaison ; il expire dans l’heure',
  'dotenv: key (default: DATABRICKS_TOKEN)': 'dotenv : clé (par défaut : DATABRICKS_TOKEN)',
  'dbt: HTTP path of a SQL warehouse or cluster': 'dbt : chemin HTTP d’un entrepôt SQL ou d’un cluster',
  'dbt: schema (default: default)': 'dbt : schéma (par défaut : default)',
  'tool to connect': 'outil à connecter',
  "a service principal's: read its client secret from standard input":
    'principal de service : lire son secret client sur l’entrée standard',
  "a service principal's: its certificate and private key":
    'principal de service : son certificat et sa clé privée',
  'Linux without a keyring: keep the credential in an unencrypted file (mode 0600)':
    'Linux sans trousseau : conserver les informations d’identification dans un fichier non chiffré (mode 0600)',
  'find out what is wrong; names nobody, for a bug report':
    'trouver ce qui ne va pas ; sans nommer personne, pour un rapport de bogue',
  'profile to look at': 'profil à examiner',
  'print a shell’s completions: eval "$(entra-token completion bash)"':
    'afficher les complétions d’un shell : eval "$(entra-token completion bash)"',
  'the shell': 'le shell',
};
