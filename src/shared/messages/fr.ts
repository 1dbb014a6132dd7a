import type { Messages } from './messages.ts';

/** French. */
export const fr: Messages = {
  app: { name: 'Entra Token Tray', language: 'fr', labelled: '{{label}} : {{value}}', someProfile: 'NOM' },
  failure: {
    network_unreachable: {
      title: '{{service}} est injoignable.',
      why: 'Aucune connexion possible avec {{host}} ({{cause}}).',
      next: 'Vérifiez le réseau, le VPN et les paramètres de proxy, puis réessayez. Entra Token Tray actualise automatiquement le jeton dès que le réseau revient.',
    },
    host_not_found: {
      title: 'Hôte {{host}} introuvable.',
      why: 'Le DNS ne connaît pas ce nom ({{cause}}).',
      next: 'Vérifiez l’orthographe, puis le VPN et le DNS.',
    },
    network_timeout: {
      title: '{{service}} ne répond pas.',
      why: '{{host}} n’a pas répondu en {{seconds}} secondes.',
      next: 'Vérifiez le réseau, le VPN et le proxy, puis réessayez. Entra Token Tray actualise automatiquement le jeton dès que le service répond.',
    },
    unexpected_answer: {
      title: 'Ce n’est pas {{service}} qui a répondu.',
      why: 'La réponse n’était pas du type attendu ({{cause}}). C’est souvent dû à la page d’accueil d’un Wi-Fi d’hôtel ou d’invités, ou à un proxy filtrant.',
      next: 'Ouvrez une page web quelconque dans le navigateur, identifiez-vous sur le réseau s’il le demande, puis réessayez.',
    },
    answer_unusable: {
      title: '{{service}} a donné une réponse inutilisable.',
      why: 'Une partie de la réponse de {{host}} n’est pas conforme au protocole ({{cause}}). Rien n’en a été conservé ni transmis.',
      next: 'Réessayez. Si cela se reproduit, les réponses sont modifiées en chemin ou l’autorité n’est pas la bonne : signalez-le aux responsables de {{host}}.',
    },
    tls_untrusted: {
      title: 'La connexion à {{host}} n’est pas fiable.',
      why: 'Son certificat n’a pas été signé par une autorité de certification que cet ordinateur reconnaît ({{cause}}). La cause est souvent un proxy qui inspecte le trafic TLS.',
      next: 'Demandez à votre service informatique le certificat d’autorité (CA) du proxy. Installez-le dans le magasin du système ou, pour la ligne de commande, indiquez son fichier PEM dans NODE_EXTRA_CA_CERTS.',
      next_window:
        'Demandez à votre service informatique le certificat d’autorité (CA) du proxy, et installez-le dans le magasin du système.',
    },
    proxy_unusable: {
      title: 'Le proxy indiqué dans {{variable}} est inutilisable.',
      why: 'La forme attendue est http://HÔTE:PORT, https://HÔTE:PORT ou HÔTE:PORT ({{cause}}). SOCKS n’est pas pris en charge.',
      next: 'Corrigez {{variable}} : les caractères spéciaux du nom d’utilisateur ou du mot de passe s’écrivent avec % et leur code. À la place de SOCKS, indiquez un proxy HTTP ou, dans NO_PROXY, les hôtes qui n’en ont pas besoin.',
    },
    proxy_unreachable: {
      title: 'Le proxy {{proxy}} est injoignable.',
      why: '{{variable}} demande de l’utiliser pour {{host}}, mais aucune connexion n’est possible ({{cause}}).',
      next: 'Vérifiez le réseau et le VPN, ainsi que l’adresse dans {{variable}}. Si aucun proxy n’est nécessaire, supprimez la variable ou indiquez l’hôte dans NO_PROXY.',
    },
    proxy_sign_in_needed: {
      title: 'Le proxy {{proxy}} exige un nom d’utilisateur et un mot de passe.',
      why: 'Il a répondu {{status}} à une demande de connexion à {{host}}. {{variable}} n’indique aucun utilisateur, ou un utilisateur qu’il refuse ; seule l’authentification Basic est prise en charge.',
      next: 'Indiquez-les dans {{variable}} : http://UTILISATEUR:MOTDEPASSE@HÔTE:PORT, les caractères spéciaux s’écrivant avec % et leur code. Si le proxy n’accepte que Kerberos ou NTLM, demandez un autre accès à votre service informatique.',
    },
    proxy_refused: {
      title: 'Le proxy {{proxy}} ne laisse pas passer la connexion.',
      why: 'Il a répondu {{status}} à une demande de connexion à {{host}} (proxy indiqué dans {{variable}}).',
      next: 'Avec 403, demandez à votre service informatique d’autoriser {{host}}. Avec 502, 503 ou 504, le proxy ne parvient pas lui-même à joindre l’hôte : réessayez plus tard ou utilisez un autre proxy. Si aucun proxy n’est nécessaire, indiquez l’hôte dans NO_PROXY.',
    },
    service_busy: {
      title: '{{service}} est temporairement indisponible ({{cause}}).',
      why: 'Le service demande de réessayer plus tard.',
      next: 'Réessayez dans une minute. Entra Token Tray réessaie automatiquement.',
    },
    shorter_than_asked: {
      title: 'Microsoft Entra ID n’a accordé que {{issued}} min ({{asked}} demandées).',
      why: 'Entra fixe la durée de vie de ses jetons, le plus souvent de 60 à 90 minutes.',
      next: 'Demandez une durée plus courte, avec --min-valid MINUTES.',
    },
    too_many_requests: {
      title: 'Trop d’actualisations en peu de temps.',
      why: 'La limite est de {{count}} par heure. Au-delà, Entra pourrait croire à une attaque et bloquer les demandes.',
      next: 'Rien à faire : les actualisations reprennent dans quelques minutes.',
    },
    sign_in_needed: {
      title: 'Vous devez vous reconnecter.',
      why: 'Microsoft Entra ID n’accepte plus la connexion enregistrée ({{cause}}).',
      next: 'Cliquez sur « Se connecter » dans le menu d’Entra Token Tray, ou exécutez « entra-token login --profile {{profile, shell}} ».',
      next_window: 'Reconnectez-vous.',
    },
    not_signed_in: {
      title: 'Aucun compte n’est connecté.',
      why: 'Aucune connexion n’est enregistrée sur cet ordinateur pour le profil « {{profile}} ».',
      next: 'Cliquez sur « Se connecter » dans le menu d’Entra Token Tray, ou exécutez « entra-token login --profile {{profile, shell}} ».',
      next_window: 'Connectez-vous.',
    },
    sign_in_timed_out: {
      title: 'Le délai de connexion a expiré.',
      why: 'Le navigateur n’a rien renvoyé en {{minutes}} minutes. L’onglet a-t-il été fermé, ou la page a-t-elle affiché une erreur ?',
      next: 'Recommencez la connexion. Si la page du navigateur affichait une erreur, son texte indique ce qu’il faut changer.',
    },
    sign_in_pending: {
      title: 'Une connexion est déjà en cours.',
      why: 'La page de la première connexion vous attend encore dans le navigateur.',
      next: 'Terminez-la dans le navigateur, ou annulez-la d’abord.',
    },
    browser_not_opened: {
      title: 'Impossible d’ouvrir le navigateur.',
      why: 'Le système a refusé d’ouvrir la page de connexion ({{cause}}).',
      next: 'Exécutez « entra-token login --no-browser » et ouvrez vous-même le lien affiché.',
      next_window: 'Copiez le lien de connexion, et ouvrez-le vous-même.',
    },
    device_code_blocked: {
      title: 'Votre organisation n’autorise pas la connexion par code.',
      why: 'Une stratégie d’accès conditionnel a refusé cette connexion. Beaucoup d’organisations bloquent les codes d’appareil, et eux seuls.',
      next: 'Connectez-vous plutôt par le navigateur : « entra-token login », avec --no-browser en SSH. Si cela aussi est refusé, envoyez l’ID de corrélation et l’heure à votre administrateur.',
      next_window:
        'Connectez-vous plutôt par le navigateur. Si cela aussi est refusé, envoyez l’ID de corrélation et l’heure à votre administrateur.',
    },
    device_code_expired: {
      title: 'Le code d’appareil a expiré.',
      why: 'Personne ne s’est connecté avec ce code à temps.',
      next: 'Recommencez : vous recevrez un nouveau code.',
    },
    callback_invalid: {
      title: 'La réponse de la connexion est inutilisable.',
      why: 'Elle ne correspond pas à cette connexion, ou il en manque une partie ({{cause}}).',
      next: 'Recommencez la connexion et terminez-la dans la page qui s’ouvre alors. Si cela se reproduit, un proxy ou une extension du navigateur modifie la réponse.',
    },
    authority_unusable: {
      title: 'L’autorité n’est pas valide.',
      why: 'L’autorité du profil n’existe pas ou ne dessert pas ce locataire ({{cause}}).',
      next: 'Vérifiez le locataire et le cloud du profil, ou son autorité : « entra-token profile set {{profile, shell}} --cloud public », ou --authority https://HÔTE.',
      next_window: 'Vérifiez le locataire et le cloud du profil, ou son autorité.',
    },
    callback_not_form_post: {
      title: 'La réponse de connexion a été rejetée.',
      why: 'Elle est arrivée dans l’URL de la page, où elle peut être journalisée, et non dans un formulaire POST.',
      next: 'Recommencez la connexion. Si cela se reproduit, prévenez votre administrateur : l’inscription d’application ou un proxy change le mode de réponse.',
    },
    account_other: {
      title: 'Vous vous êtes connecté avec un autre compte.',
      why: 'Cette connexion était destinée à {{asked}}, mais c’est {{found}} qui s’est connecté. Rien n’a changé : le compte connecté auparavant l’est toujours.',
      next: 'Connectez-vous en tant que {{asked}}. Pour passer à {{found}}, choisissez vous-même le compte : « entra-token login --select-account », ou « Utiliser un autre compte » sous « Options de connexion » dans la fenêtre.',
      next_window:
        'Connectez-vous en tant que {{asked}}. Pour passer à {{found}}, choisissez « Utiliser un autre compte » sous « Options de connexion ».',
    },
    loopback_unavailable: {
      title: 'Impossible de recevoir la réponse du navigateur.',
      why: 'Aucun port local n’a pu être réservé sur 127.0.0.1 et [::1] ({{cause}}).',
      next: 'Vérifiez si un logiciel de sécurité bloque les connexions locales, ou si un autre programme occupe les ports, puis réessayez.',
    },
    token_opaque: {
      title: 'Les revendications de ce jeton ne sont pas lisibles.',
      why: 'Ce n’est pas un JSON Web Token : l’autorité émet des jetons opaques, que seul leur service destinataire peut lire.',
      next: 'Le jeton fonctionne quand même. Exécutez « entra-token verify » pour savoir qui vous êtes pour l’espace de travail.',
    },
    refused_by_entra: {
      title: 'Microsoft Entra ID a refusé la demande.',
      why: 'Sa réponse : « {{cause}} ».',
      next: 'Envoyez l’ID de corrélation et l’heure à votre administrateur : il trouvera la raison dans les journaux de connexion d’Entra.',
    },
    refresh_token_refused: {
      title: 'Microsoft Entra ID n’accepte pas ce jeton d’actualisation.',
      why: 'Sa réponse : « {{cause}} ». Le jeton est incomplet, a expiré ou a été émis pour un autre ID client.',
      next: 'Copiez-le de nouveau, en entier, ou connectez-vous dans le navigateur : « entra-token login --profile {{profile, shell}} ».',
      next_window: 'Copiez de nouveau le jeton en entier, ou connectez-vous par le navigateur.',
    },
    profile_unknown: {
      title: 'Le profil « {{profile}} » n’existe pas.',
      why: 'Profils connus : {{known}}.',
      next: 'Utilisez l’un de ces noms. Pour ajouter un autre profil : « entra-token profile add --help ».',
    },
    profile_misspelled: {
      title: 'Le profil « {{profile}} » n’existe pas.',
      why: 'Profils connus : {{known}}.',
      next: 'Vouliez-vous dire « {{similar}} » ? Le nom doit être exact.',
    },
    profile_missing: {
      title: 'Il n’y a encore aucun profil.',
      why: 'Un profil indique votre espace de travail, son locataire et l’application avec laquelle vous vous connectez.',
      next: 'Connectez-vous avec l’adresse de votre espace de travail, ce qui en ajoute un : « entra-token login https://adb-….azuredatabricks.net », ou ouvrez la fenêtre d’Entra Token Tray.',
      next_window: 'Ajoutez un profil.',
    },
    profile_exists: {
      title: 'Un profil « {{profile}} » existe déjà.',
      why: 'Les noms de profil sont uniques, sans distinction entre majuscules et minuscules.',
      next: 'Choisissez un autre nom, ou modifiez le profil existant : « entra-token profile set {{profile, shell}} --workspace URL ». Voir « entra-token profile set --help ».',
      next_window: 'Choisissez un autre nom.',
    },
    client_id_is_tenant: {
      title: 'L’ID client est celui du locataire.',
      why: '{{tenant}} est un ID de l’annuaire (locataire) ; ce ne peut pas être aussi celui d’une application. Les deux ID ont-ils été inversés ?',
      next: 'Indiquez l’ID d’application (client) avec --client-id, et l’ID de l’annuaire (locataire) avec --tenant. Les deux figurent sur la page Vue d’ensemble de l’inscription d’application, dans le portail Azure.',
      next_window:
        'Saisissez l’ID d’application (client). Les deux ID figurent sur la page Vue d’ensemble de l’inscription d’application, dans le portail Azure.',
    },
    profile_invalid: {
      title: 'Ce profil n’est pas valide.',
      why: '{{complaint}}',
      next: 'Corrigez-le et réessayez. L’ID de locataire et l’ID client figurent sur la page Vue d’ensemble de l’inscription d’application, dans le portail Azure.',
    },
    workspace_missing: {
      title: 'Le profil « {{profile}} » n’a pas d’espace de travail.',
      why: 'Il faut ici l’adresse d’un espace de travail Azure Databricks.',
      next: 'Indiquez-la : « entra-token profile set {{profile, shell}} --workspace URL ».',
      next_window: 'Ajoutez-la au profil.',
    },
    address_is_portal: {
      title: '{{host}} est le portail Azure, et non un espace de travail.',
      why: 'L’espace de travail a sa propre adresse, sous {{domain}}.',
      next: 'Dans le portail, ouvrez la ressource Azure Databricks, cliquez sur « Lancer l’espace de travail » et copiez l’adresse qui s’ouvre.',
    },
    address_is_account_console: {
      title: '{{host}} est la console de compte Databricks, et non un espace de travail.',
      why: 'L’espace de travail a sa propre adresse, sous {{domain}}.',
      next: 'Dans la console de compte, ouvrez les espaces de travail, cliquez sur le vôtre et copiez l’adresse qui s’ouvre.',
    },
    workspace_not_azure: {
      title: '{{host}} est un espace de travail Databricks d’un autre cloud.',
      why: 'Les espaces de travail d’AWS et de Google Cloud n’acceptent pas les jetons Microsoft Entra ID pour Azure Databricks ; ceux d’Azure sont sous {{domain}}.',
      next: 'Indiquez l’adresse d’un espace de travail Azure Databricks. Pour celui-ci, utilisez la connexion propre à Databricks : « databricks auth login ».',
    },
    workspace_not_found: {
      title: 'Aucun espace de travail Azure Databricks ne répond à l’adresse {{host}}.',
      why: 'Elle n’a pas mené à la page de connexion d’un locataire, comme le fait tout espace de travail ({{cause}}).',
      next: 'Ouvrez l’espace de travail et copiez de nouveau l’adresse depuis la barre d’adresse du navigateur. S’il est derrière une liaison privée (Private Link), rejoignez d’abord son réseau, ou indiquez aussi l’ID de locataire.',
    },
    workspace_other_cloud: {
      title: 'L’espace de travail {{host}} utilise une autre autorité.',
      why: 'Il mène à {{authority}} au lieu de {{expected}}.',
      next: 'Vérifiez l’adresse de l’espace de travail. Si elle est juste, indiquez son cloud ou son autorité (ligne de commande : --cloud {{clouds, list(type:disjunction)}}, ou --authority https://HÔTE).',
      next_window:
        'Vérifiez l’adresse de l’espace de travail. Si elle est juste, choisissez son cloud ou son autorité sous « Plus d’options ».',
    },
    workspace_unproven: {
      title: '{{host}} n’est pas une adresse d’Azure Databricks.',
      why: 'N’importe quel hôte peut renvoyer à la page de connexion de Microsoft ; les clouds de Microsoft ne répondent donc que des adresses en {{domains, list(type:conjunction)}}. Aucun jeton n’est envoyé à un autre hôte.',
      next: 'Vérifiez l’adresse de l’espace de travail. Si votre organisation a sa propre autorité, indiquez-la : --authority https://HÔTE, ou « Une autre autorité » dans la fenêtre.',
      next_window:
        'Vérifiez l’adresse de l’espace de travail. Si votre organisation a sa propre autorité, choisissez « Une autre autorité » sous « Plus d’options ».',
    },
    workspace_unconfirmed: {
      title: 'Aucun jeton n’est encore envoyé à {{host}}.',
      why: 'Cet hôte n’a pas confirmé qu’il utilise l’autorité {{authority}} ({{cause}}).',
      next: 'Vérifiez l’adresse de l’espace de travail et le réseau, puis réessayez. L’espace de travail est interrogé chaque fois jusqu’à ce qu’il réponde.',
    },
    workspace_other_tenant: {
      title: 'Le jeton ne vient pas du locataire de l’espace de travail.',
      why: '{{host}} appartient au locataire {{workspaceTenant}}, mais le profil se connecte au locataire {{tenant}} : l’espace de travail refuserait le jeton.',
      next: 'Corrigez le locataire du profil : « entra-token profile set {{profile, shell}} --tenant {{workspaceTenant}} », puis reconnectez-vous. L’inscription d’application doit appartenir au même locataire.',
      next_window:
        'Remplacez le locataire du profil par {{workspaceTenant}}, puis reconnectez-vous. L’inscription d’application doit aussi être de ce locataire.',
    },
    workspace_token_expired: {
      title: 'Selon l’espace de travail, le jeton a expiré.',
      why: '{{host}} ne l’a pas accepté ({{cause}}). Si le programme affiche encore du temps restant, l’horloge de l’ordinateur ou celle de l’espace de travail est fausse.',
      next: 'Obtenez-en un nouveau : « entra-token token --refresh », ou « Actualiser » dans Entra Token Tray. Vérifiez la date et l’heure de l’ordinateur.',
      next_window: 'Actualisez le jeton, et vérifiez la date et l’heure de l’ordinateur.',
    },
    workspace_token_refused: {
      title: 'L’espace de travail n’accepte pas le jeton.',
      why: 'Pour {{host}}, il n’est pas destiné à Azure Databricks dans son propre locataire ({{cause}}).',
      next: 'Vérifiez que le locataire du profil est celui de l’espace de travail et que ses étendues n’ont pas été modifiées : « entra-token claims » affiche aud et tid. Puis reconnectez-vous.',
      next_window:
        'Vérifiez que le locataire du profil est celui de l’espace de travail, puis reconnectez-vous. Les détails du jeton affichent aud et tid.',
    },
    workspace_not_member: {
      title: 'Vous n’êtes pas membre de cet espace de travail.',
      why: '{{host}} connaît le locataire du jeton, mais pas votre compte.',
      next: 'Demandez à l’administrateur de l’espace de travail de vous ajouter. Si vous avez le rôle Contributeur ou Propriétaire sur l’espace de travail dans Azure, indiquez plutôt son ID de ressource dans le profil : « entra-token profile set {{profile, shell}} --workspace-resource-id ID ».',
      next_window:
        'Demandez à un administrateur de l’espace de travail de vous ajouter. Si vous êtes Contributeur ou Propriétaire de l’espace de travail dans Azure, ajoutez plutôt son ID de ressource au profil.',
    },
    workspace_resource_id_refused: {
      title: 'L’ID de ressource de l’espace de travail ne vous donne pas accès.',
      why: '{{host}} l’a refusé : il appartient à un autre espace de travail, ou vous n’avez sur celui-ci ni le rôle Contributeur ni le rôle Propriétaire dans Azure ({{cause}}).',
      next: 'Vérifiez l’ID de ressource (portail Azure, l’espace de travail, Vue JSON) et demandez le rôle au propriétaire de l’abonnement. Les membres de l’espace de travail n’ont pas besoin d’ID de ressource.',
    },
    workspace_address_blocked: {
      title: 'L’espace de travail n’accepte pas les appels de votre réseau.',
      why: 'Une liste d’accès IP de {{host}} bloque votre adresse.',
      next: 'Connectez-vous au réseau ou au VPN de votre entreprise, ou demandez à l’administrateur de l’espace de travail d’ajouter votre adresse.',
    },
    workspace_forbidden: {
      title: 'L’espace de travail ne le permet pas.',
      why: '{{host}} accepte le jeton, mais pas cet appel ({{cause}}).',
      next: 'Demandez l’autorisation à l’administrateur de l’espace de travail.',
    },
    endpoint_running: {
      title: 'Un point de terminaison local est déjà en service.',
      why: 'Le processus {{pid}} s’en charge ; un seul suffit pour tous les profils.',
      next: 'Utilisez-le (« entra-token exec --endpoint -- COMMANDE », ou le menu d’Entra Token Tray), ou arrêtez-le d’abord.',
      next_window:
        'Arrêtez ce processus, ou utilisez son point de terminaison : un seul suffit pour tous les profils.',
    },
    endpoint_unavailable: {
      title: 'Impossible d’ouvrir le point de terminaison local.',
      why: 'Aucun port n’a pu être ouvert sur 127.0.0.1 ({{cause}}).',
      next: 'Vérifiez si un logiciel de sécurité bloque les connexions locales, puis réessayez.',
    },
    tool_unwritable: {
      title: 'Un fichier ne peut pas être tenu à jour.',
      why: '{{file}} : {{cause}}.',
      next: 'Vérifiez que le dossier existe, que le fichier vous appartient, qu’il contient du texte en UTF-8 et que vous pouvez y écrire. Rien n’a été modifié.',
    },
    tool_taken: {
      title: 'Cette entrée contient déjà autre chose.',
      why: '{{place}} dans {{file}} a une valeur qui ne vient pas de ce programme ; elle serait perdue.',
      next: 'Choisissez un autre nom, ou supprimez d’abord vous-même l’ancienne entrée.',
    },
    tool_unknown: {
      title: 'Il n’y a pas de fichier connecté {{number}}.',
      why: 'Fichiers connectés du profil « {{profile}} » : {{known}}.',
      next: 'Consultez « entra-token target list ».',
    },
    command_not_started: {
      title: 'Impossible de lancer la commande.',
      why: '{{command}} : {{cause}}.',
      next: 'Vérifiez que c’est un programme que vous pouvez exécuter. Tout ce qui suit « -- » est la commande : « entra-token exec -- dbt run ».',
    },
    import_placeholders: {
      title: '{{file}} contient encore des espaces réservés.',
      why: '{{placeholders}} s’y trouve à la place des valeurs.',
      next: 'Remplacez-les par vos propres ID, ou indiquez ceux-ci : --client-id ID --tenant LOCATAIRE. Les deux figurent sur la page Vue d’ensemble de l’inscription d’application, dans le portail Azure.',
    },
    import_found_nothing: {
      title: 'Il n’y a rien à importer.',
      why: '{{file}} n’indique ni locataire et ID client, ni espace de travail.',
      next: 'Indiquez un script Python avec client_id et tenant_id, un fichier .databrickscfg, ou la sortie de « az account show ». Ou saisissez-les : « entra-token profile add ».',
      next_window:
        'Collez un script Python avec client_id et tenant_id, un fichier .databrickscfg, ou la sortie de « az account show ».',
    },
    import_not_text: {
      title: 'Il n’y a rien à importer.',
      why: 'Ce n’est pas du texte : des octets nuls s’y trouvent.',
      next: 'Indiquez un fichier texte : un script Python, un fichier .databrickscfg ou la sortie de « az account show ».',
    },
    import_too_long: {
      title: 'Il n’y a rien à importer.',
      why: '{{file}} dépasse 256 Ko ; aucun script ni aucune configuration n’est aussi long.',
      next: 'Indiquez le script ou le fichier .databrickscfg lui-même.',
    },
    import_authority_unknown: {
      title: '{{authority}} n’est pas une autorité de connexion de Microsoft.',
      why: 'Le texte l’indique, mais un texte importé ne peut pas garantir où vous vous connectez. Rien n’a été enregistré.',
      next: 'Si cette autorité est celle de votre organisation, indiquez-la vous-même : --authority https://HÔTE. Dans la fenêtre, configurez le profil à la main et choisissez « Une autre autorité ».',
      next_window:
        'Si cette autorité est celle de votre organisation, choisissez « Une autre autorité » sous « Plus d’options ».',
    },
    clipboard_busy: {
      title: 'Impossible de copier dans le presse-papiers.',
      why: 'Un autre programme garde le presse-papiers ouvert.',
      next: 'Réessayez. Si le problème persiste, fermez les gestionnaires de presse-papiers et les sessions de bureau à distance.',
    },
    clipboard_needs_window: {
      title: 'Impossible de copier dans le presse-papiers.',
      why: 'Ce bureau n’accepte une copie que de la fenêtre active.',
      next: 'Copiez depuis cette fenêtre. Pour copier de partout, installez wl-clipboard.',
    },
    login_item_refused: {
      title: 'Impossible de modifier le lancement à l’ouverture de session.',
      why: 'Le système ne l’a pas accepté ({{cause}}).',
      next: 'Autorisez l’application parmi les éléments d’ouverture ou les applications de démarrage, dans les paramètres du système. Elle doit être installée.',
    },
    folder_not_opened: {
      title: 'Impossible d’ouvrir le dossier.',
      why: '{{folder}} : {{cause}}.',
      next: 'Ouvrez-le vous-même dans le gestionnaire de fichiers.',
    },
    settings_newer: {
      title: 'Les paramètres viennent d’une version plus récente de ce programme.',
      why: '{{file}} est en version {{found}} ; ce programme connaît la version {{known}}.',
      next: 'Mettez ce programme à jour. Le fichier n’a pas été modifié.',
    },
    usage: {
      title: 'Ligne de commande non valide.',
      why: '{{complaint}}',
      next: 'Voir : entra-token{{command}} --help',
    },
    keyring_locked: {
      title: 'Le trousseau est verrouillé.',
      why: 'La connexion enregistrée s’y trouve, et il n’a pas été déverrouillé ({{cause}}). Rien n’a été modifié.',
      next: 'Déverrouillez le trousseau (sa fenêtre de mot de passe, « Mots de passe et clés » ou une nouvelle ouverture de session), puis réessayez.',
    },
    home_unknown: {
      title: 'Il n’y a pas d’emplacement pour les données de ce programme.',
      why: 'HOME n’est pas défini, et le système ne connaît aucun dossier personnel pour cet utilisateur.',
      next: 'Définissez HOME, ou indiquez un dossier à vous dans ENTRA_TOKEN_HOME.',
    },
    data_folder_read_only: {
      title: 'Le dossier de ce programme se trouve sur un système de fichiers en lecture seule.',
      why: 'Impossible d’écrire {{path}}. Rien n’a été modifié.',
      next: 'Rendez-le accessible en écriture, ou indiquez un autre dossier dans ENTRA_TOKEN_HOME et connectez-vous à nouveau.',
    },
    data_folder_full: {
      title: 'Il n’y a plus de place pour les données de ce programme.',
      why: 'Impossible d’écrire {{path}} : le disque est plein ou votre quota est épuisé. Rien n’a été modifié.',
      next: 'Libérez de l’espace, puis réessayez.',
    },
    data_folder_denied: {
      title: 'Ce programme n’a pas le droit d’utiliser son dossier.',
      why: 'Le système refuse l’accès à {{path}}, qui appartient sans doute à un autre utilisateur.',
      next: 'Vérifiez son propriétaire et ses autorisations, ou indiquez un dossier à vous dans ENTRA_TOKEN_HOME.',
    },
    data_folder_loose: {
      title: 'Tous les utilisateurs de cet ordinateur peuvent modifier les paramètres de ce programme.',
      why: 'Quiconque peut écrire dans {{path}} décide où vous vous connectez et où vont vos jetons. Rien de ce qui s’y trouve n’est utilisé.',
      next: 'Retirez cette autorisation : chmod go-w {{path, shell}}. Si le dossier est destiné à tous, comme /tmp, indiquez dans ENTRA_TOKEN_HOME un dossier à l’intérieur ; il sera créé pour vous seul.',
    },
    data_folder_unusable: {
      title: 'Le dossier de ce programme est inutilisable.',
      why: 'Le système a répondu {{cause}} pour {{path}}.',
      next: 'Vérifiez que c’est bien un dossier à vous et que son disque fonctionne, ou indiquez-en un autre dans ENTRA_TOKEN_HOME.',
    },
    keyring_unavailable: {
      title: 'Le trousseau du système est inutilisable.',
      why: 'La connexion y est conservée chiffrée, et il a répondu : {{cause}}.',
      next: 'Sous Linux, installez et déverrouillez un trousseau (gnome-keyring ou KWallet avec Secret Service) dans une session graphique. Là où il ne peut pas y en avoir, « entra-token login --allow-plaintext-cache » conserve la connexion sans chiffrement, dans un fichier que seul votre compte peut lire ; pour un principal de service, « profile add » et « profile set » ont la même option.',
      next_window:
        'Sous Linux, installez et déverrouillez un trousseau (gnome-keyring ou KWallet avec Secret Service) dans une session graphique. Sans trousseau, « entra-token login --allow-plaintext-cache » enregistre la connexion sans chiffrement.',
    },
    keyring_timeout: {
      title: 'Le trousseau du système ne répond pas.',
      why: 'Aucune réponse en {{seconds}} secondes. Il est peut-être verrouillé et attend son mot de passe.',
      next: 'Déverrouillez le trousseau (cherchez sa fenêtre de mot de passe, ou fermez puis rouvrez la session), puis réessayez.',
    },
    cache_busy: {
      title: 'La connexion enregistrée est en cours d’utilisation.',
      why: 'Un autre processus l’occupe depuis plus de {{seconds}} secondes.',
      next: 'Réessayez. Si cela persiste, arrêtez les autres processus « entra-token ».',
    },
    cancelled: {
      title: 'Annulé.',
      why: 'L’opération a été arrêtée avant la fin.',
      next: 'Recommencez quand vous voulez.',
    },
    unexpected: {
      title: 'Une erreur inattendue s’est produite.',
      why: 'Le journal du programme contient les détails ({{cause}}).',
      next: 'Réessayez. Si cela se reproduit, signalez-le en joignant le journal.',
    },
    command_not_found: {
      title: '{{command}} : commande introuvable.',
      why: 'Aucun programme de ce nom ne se trouve dans le PATH.',
      next: 'Vérifiez son nom. Tout ce qui suit « -- » est la commande : « entra-token exec -- dbt run ».',
    },
    helpers_unsafe: {
      title: 'D’autres peuvent modifier le dossier {{path}}.',
      why: 'Quiconque peut le modifier pourrait y placer des programmes qui s’exécuteraient en votre nom.',
      next: 'Réservez-vous l’écriture dans ce dossier et dans celui qui le contient : chmod -R go-w {{path, shell}}.',
    },
    helpers_path_unfit: {
      title: 'Le dossier {{path}} ne peut pas figurer dans PATH.',
      why: 'PATH sépare les dossiers par « {{separator}} », que contient le chemin de ce dossier.',
      next: 'Indiquez dans ENTRA_TOKEN_HOME un dossier dont le chemin ne contient pas « {{separator}} ».',
    },
    tool_edited: {
      title: 'Une entrée synchronisée a été modifiée à la main.',
      why: '{{place}} dans {{file}} n’est plus ce que ce programme y a écrit ; l’entrée a été laissée telle quelle.',
      next: 'Pour garder votre modification, déconnectez l’entrée (« entra-token connect OUTIL --remove »). Pour la synchroniser à nouveau, supprimez-la vous-même.',
      next_window:
        'Pour garder votre modification, déconnectez l’entrée sous Connecter des outils. Pour la synchroniser à nouveau, supprimez-la vous-même.',
    },
    tool_gone: {
      title: 'Un fichier synchronisé a été supprimé.',
      why: '{{file}} n’existe plus ; {{place}} n’a pas été écrit.',
      next: 'Déconnectez l’entrée (« entra-token connect OUTIL --remove »), ou connectez-la de nouveau pour recréer le fichier.',
      next_window:
        'Déconnectez l’entrée sous Connecter des outils ; connectez-la de nouveau pour recréer le fichier.',
    },
    tool_input: {
      title: '« {{value}} » n’est pas valide.',
      why: 'Cette valeur ne convient pas pour {{field}}.',
      next: 'Un nom fait de lettres, de chiffres et de traits de soulignement, commençant par une lettre, convient toujours.',
    },
    credential_missing: {
      title: 'Des informations d’identification sont nécessaires.',
      why: 'Le profil « {{profile}} » est celui d’un principal de service, et aucun secret ni certificat n’est enregistré pour lui sur cet ordinateur.',
      next: 'Enregistrez un secret client avec « entra-token profile set {{profile, shell}} --client-secret-stdin », ou un certificat avec « entra-token profile set {{profile, shell}} --certificate FICHIER-PEM ».',
      next_window: 'Enregistrez un secret client ou un certificat avec la commande ci-dessous.',
    },
    certificate_expired: {
      title: 'Le certificat a expiré.',
      why: 'Il était valide jusqu’au {{day}}, et Microsoft Entra ID ne l’accepte plus.',
      next: 'Chargez un nouveau certificat dans l’inscription d’application (Certificats et secrets > Certificats), puis exécutez « entra-token profile set {{profile, shell}} --certificate FICHIER-PEM ».',
      next_window:
        'Chargez un nouveau certificat dans l’inscription d’application (Certificats et secrets > Certificats), puis enregistrez-le avec la commande ci-dessous.',
    },
    sign_in_impossible: {
      title: 'Personne n’a à se connecter.',
      why: 'Le profil « {{profile}} » est celui d’un principal de service, qui obtient ses jetons avec ses propres informations d’identification.',
      next: 'Il n’y a rien à faire tant qu’elles fonctionnent. Pour les changer, exécutez « entra-token profile set {{profile, shell}} --client-secret-stdin », ou utilisez --certificate FICHIER-PEM.',
      next_window: 'Il n’y a rien à faire tant qu’elles fonctionnent.',
    },
    workspace_id_missing: {
      title: '{{host}} dessert plusieurs espaces de travail.',
      why: 'Une URL régionale ou personnalisée ne dit pas de quel espace de travail il s’agit. L’ID de l’espace de travail, après « ?o= », le dit, et il ne peut pas être détecté.',
      next: 'Ouvrez votre espace de travail dans le navigateur et copiez l’adresse complète, par exemple https://{{host}}/?o=1234567890123456.',
    },
    warehouse_unknown: {
      title: 'Aucun entrepôt SQL ne s’appelle « {{warehouse}} ».',
      why: 'Entrepôts SQL que vous pouvez utiliser : {{known}}.',
      next: 'Indiquez l’un de ces noms ou de ces ID. Si un nom figure deux fois, indiquez l’ID.',
    },
    profile_removed: {
      title: 'Le profil avec lequel cette commande a été lancée a été supprimé.',
      why: 'Un programme lancé par « entra-token exec », ou un terminal configuré par « entra-token env », n’obtient de jetons que pour ce profil.',
      next: 'Relancez le programme, ou exécutez de nouveau « entra-token env » dans un nouveau terminal.',
    },
    profile_missing_here: {
      title: 'Il n’y a aucun profil dans {{folder}}.',
      why: 'ENTRA_TOKEN_HOME désigne ce dossier pour les données de l’application.',
      next: 'Vérifiez ENTRA_TOKEN_HOME. Pour y ajouter un profil, connectez-vous avec l’adresse de votre espace de travail : « entra-token login https://adb-….azuredatabricks.net ».',
    },
    profile_field_invalid: {
      title: 'Ce profil n’est pas valide.',
      why: '{{complaint}}',
      next: 'Corrigez-le et réessayez.',
    },
    tool_not_connected: {
      title: '{{tool}} n’est pas connecté.',
      why: 'Fichiers connectés du profil « {{profile}} » : {{known}}.',
      next: '« entra-token connect » liste les outils et leur état.',
    },
    tool_file_missing: {
      title: 'Il manque le fichier.',
      why: 'C’est vous qui choisissez le fichier que lit cet outil : aucun n’est prévu par défaut.',
      next: 'Ajoutez --file avec le fichier que lit votre outil, par exemple --file .env.',
      next_window: 'Saisissez le chemin du fichier que lit votre outil, par exemple le .env de votre projet.',
    },
    tool_http_path_needed: {
      title: 'dbt a besoin d’un chemin HTTP.',
      why: 'Il désigne l’entrepôt SQL ou le cluster qui exécute les requêtes de dbt, par exemple /sql/1.0/warehouses/1a2b3c4d5e6f7a8b.',
      next: 'Dans l’espace de travail, ouvrez l’entrepôt SQL ou le cluster, copiez le chemin HTTP sous Détails de la connexion, et indiquez-le avec --http-path.',
      next_window:
        'Dans l’espace de travail, ouvrez l’entrepôt SQL ou le cluster, et copiez le chemin HTTP sous Détails de la connexion.',
    },
    credential_refused: {
      title: 'Microsoft Entra ID a refusé le secret ou le certificat.',
      why: 'Sa réponse : « {{cause}} ».',
      next: 'Enregistrez le bon : exécutez « entra-token profile set {{profile, shell}} --client-secret-stdin », ou utilisez --certificate FICHIER-PEM. S’il est correct, envoyez l’ID de corrélation et l’heure à votre administrateur.',
    },
    tool_folder_missing: {
      title: 'Le dossier n’existe pas.',
      why: '{{file}} serait dans {{folder}}, qui n’existe pas.',
      next: 'Créez le dossier ou corrigez le chemin. Rien n’a été modifié.',
    },
  },
  aadsts: {
    '50011': {
      why: 'L’inscription d’application n’a pas d’URI de redirection « http://localhost ».',
      next: 'Le propriétaire de l’inscription d’application l’ajoute : Authentification > Ajouter une plateforme > Applications de bureau et mobiles > http://localhost.',
    },
    '50020': {
      why: 'Ce compte n’appartient pas au locataire.',
      next: 'Connectez-vous avec un compte du locataire de l’espace de travail, ou demandez à un administrateur d’inviter celui-ci.',
    },
    '50034': {
      why: 'Ce compte n’existe pas dans le locataire.',
      next: 'Vérifiez le nom d’utilisateur, et que le locataire du profil est celui de l’espace de travail.',
    },
    '50053': {
      why: 'Le compte est verrouillé après trop de tentatives, ou la connexion venait d’une adresse bloquée.',
      next: 'Patientez un moment, puis réessayez ; votre administrateur peut le déverrouiller.',
    },
    '50055': {
      why: 'Le mot de passe a expiré.',
      next: 'Exécutez « entra-token login --profile {{profile, shell}} », ou cliquez sur « Se connecter » dans le menu d’Entra Token Tray, puis changez-le dans le navigateur.',
      next_window: 'Reconnectez-vous, puis changez-le dans le navigateur.',
    },
    '50057': { why: 'Le compte est désactivé.', next: 'Demandez à votre administrateur de l’activer.' },
    '50059': {
      why: 'La demande ne nomme aucun locataire.',
      next: 'Corrigez le locataire du profil : « entra-token profile set {{profile, shell}} --tenant LOCATAIRE ».',
      next_window: 'Corrigez le locataire du profil.',
    },
    '50072': {
      why: 'L’authentification multifacteur doit d’abord être configurée pour ce compte.',
      next: 'Exécutez « entra-token login --profile {{profile, shell}} », ou cliquez sur « Se connecter » dans le menu d’Entra Token Tray, puis suivez les étapes dans le navigateur.',
      next_window: 'Reconnectez-vous.',
    },
    '50074': {
      why: 'L’authentification multifacteur est requise.',
      next: 'Exécutez « entra-token login --profile {{profile, shell}} », ou cliquez sur « Se connecter » dans le menu d’Entra Token Tray ; le navigateur vous demandera le second facteur.',
      next_window: 'Reconnectez-vous.',
    },
    '50076': {
      why: 'L’authentification multifacteur est requise.',
      next: 'Exécutez « entra-token login --profile {{profile, shell}} », ou cliquez sur « Se connecter » dans le menu d’Entra Token Tray ; le navigateur vous demandera le second facteur.',
      next_window: 'Reconnectez-vous.',
    },
    '50078': {
      why: 'L’authentification multifacteur a expiré.',
      next: 'Exécutez « entra-token login --profile {{profile, shell}} », ou cliquez sur « Se connecter » dans le menu d’Entra Token Tray ; le navigateur vous demandera le second facteur.',
      next_window: 'Reconnectez-vous.',
    },
    '50079': {
      why: 'L’authentification multifacteur doit d’abord être configurée pour ce compte.',
      next: 'Exécutez « entra-token login --profile {{profile, shell}} », ou cliquez sur « Se connecter » dans le menu d’Entra Token Tray, puis suivez les étapes dans le navigateur.',
      next_window: 'Reconnectez-vous.',
    },
    '50105': {
      why: 'Votre compte n’est pas affecté à cette application.',
      next: 'Un administrateur vous ajoute : Applications d’entreprise > l’application > Utilisateurs et groupes.',
    },
    '50126': {
      why: 'Le nom d’utilisateur ou le mot de passe est incorrect.',
      next: 'Vérifiez les deux et réessayez.',
    },
    '50173': {
      why: 'La connexion a été révoquée, comme après un changement de mot de passe.',
      next: 'Reconnectez-vous : exécutez « entra-token login --profile {{profile, shell}} », ou cliquez sur « Se connecter » dans le menu d’Entra Token Tray.',
      next_window: 'Reconnectez-vous.',
    },
    '50196': {
      why: 'Entra a reçu trop souvent la même demande en peu de temps et l’a arrêtée.',
      next: 'Attendez quelques minutes, puis reconnectez-vous : « entra-token login --profile {{profile, shell}} ». Si cela se reproduit, signalez-le avec l’ID de corrélation.',
      next_window:
        'Attendez quelques minutes, puis reconnectez-vous. Si cela se reproduit, signalez-le avec l’ID de corrélation.',
    },
    '53000': {
      why: 'Votre organisation exige un appareil conforme.',
      next: 'Inscrivez cet appareil (Portail d’entreprise), ou adressez-vous à votre administrateur.',
    },
    '53001': {
      why: 'Votre organisation exige un appareil joint au domaine.',
      next: 'Utilisez un appareil joint, ou adressez-vous à votre administrateur.',
    },
    '53003': {
      title: 'Une stratégie d’accès conditionnel bloque cette connexion.',
      why: 'Votre organisation décide d’où, comment et sur quels appareils on peut se connecter. Se reconnecter n’y changera rien.',
      next: 'Demandez à votre administrateur de quelle stratégie il s’agit ; donnez-lui l’ID de corrélation et l’heure.',
    },
    '65001': {
      why: 'Personne n’a encore autorisé cette application à utiliser Azure Databricks en votre nom.',
      next: 'Exécutez « entra-token login --profile {{profile, shell}} », ou cliquez sur « Se connecter » dans le menu d’Entra Token Tray, puis acceptez dans le navigateur. Ou demandez à un administrateur d’accorder son consentement.',
      next_window:
        'Connectez-vous et acceptez dans le navigateur, ou demandez à un administrateur d’accorder son consentement.',
    },
    '65002': {
      why: 'L’application Azure CLI de Microsoft n’est pas autorisée pour Azure Databricks dans votre locataire.',
      next: 'Utilisez l’ID client de votre propre inscription d’application : « entra-token profile set {{profile, shell}} --client-id ID_CLIENT ».',
      next_window: 'Utilisez une inscription d’application de votre organisation.',
    },
    '65004': {
      title: 'Connexion annulée ou consentement refusé.',
      why: 'La page de connexion a été quittée sans accepter.',
      next: 'Exécutez « entra-token login --profile {{profile, shell}} », ou cliquez sur « Se connecter » dans le menu d’Entra Token Tray, puis acceptez.',
      next_window: 'Reconnectez-vous, et acceptez.',
    },
    '70043': {
      why: 'La stratégie de fréquence de connexion de votre organisation vous oblige à vous reconnecter.',
      next: 'Reconnectez-vous : exécutez « entra-token login --profile {{profile, shell}} », ou cliquez sur « Se connecter » dans le menu d’Entra Token Tray.',
      next_window: 'Reconnectez-vous.',
    },
    '90002': {
      why: 'Ce locataire n’existe pas.',
      next: 'Corrigez le locataire ou le cloud du profil : « entra-token profile set {{profile, shell}} --tenant LOCATAIRE ». L’ID de l’annuaire (locataire) figure sur la page Vue d’ensemble de l’inscription d’application.',
      next_window:
        'Corrigez le locataire ou le cloud du profil. L’ID de l’annuaire (locataire) figure sur la page Vue d’ensemble de l’inscription d’application.',
    },
    '90023': {
      why: 'Entra n’accepte pas la demande de connexion.',
      next: 'Vérifiez le locataire et l’ID client du profil. S’ils sont justes, envoyez l’ID de corrélation et l’heure à votre administrateur.',
    },
    '90033': {
      why: 'Le service est momentanément surchargé.',
      next: 'Réessayez dans une minute. Entra Token Tray réessaie automatiquement.',
    },
    '90055': {
      why: 'Le service est momentanément surchargé.',
      next: 'Réessayez dans une minute. Entra Token Tray réessaie automatiquement.',
    },
    '90094': {
      why: 'Cette application a besoin du consentement d’un administrateur.',
      next: 'Demandez à un administrateur d’accorder son consentement dans les autorisations d’API de l’inscription d’application.',
    },
    '90095': {
      why: 'Cette application a besoin du consentement d’un administrateur.',
      next: 'Envoyez la demande que propose la page, ou adressez-vous à un administrateur.',
    },
    '500011': {
      why: 'Azure Databricks n’est pas connu dans ce locataire.',
      next: 'Vérifiez que le locataire du profil est bien celui de l’espace de travail. Un administrateur doit peut-être ajouter l’application d’entreprise AzureDatabricks.',
    },
    '530084': {
      why: 'Votre organisation n’admet que les applications avec protection des jetons, impossible lors d’une connexion par navigateur.',
      next: 'Demandez à votre administrateur d’exclure Azure Databricks de la stratégie de protection des jetons pour cette application.',
    },
    '650057': {
      why: 'L’inscription d’application n’a pas l’autorisation pour Azure Databricks.',
      next: 'Son propriétaire l’ajoute : API autorisées > Ajouter une autorisation > API utilisées par mon organisation > AzureDatabricks > user_impersonation.',
    },
    '700016': {
      why: 'L’inscription d’application (ID client) n’existe pas dans ce locataire.',
      next: 'Vérifiez les deux ID sur la page Vue d’ensemble de l’inscription d’application, puis corrigez le profil : « entra-token profile set {{profile, shell}} --tenant LOCATAIRE --client-id ID_CLIENT ».',
      next_window:
        'Vérifiez les deux ID sur la page Vue d’ensemble de l’inscription d’application, puis corrigez le profil.',
    },
    '700082': {
      why: 'La connexion enregistrée est restée trop longtemps inutilisée et a expiré.',
      next: 'Reconnectez-vous : exécutez « entra-token login --profile {{profile, shell}} », ou cliquez sur « Se connecter » dans le menu d’Entra Token Tray.',
      next_window: 'Reconnectez-vous.',
    },
    '900021': {
      why: 'Le locataire n’est ni un ID ni un nom de domaine valide.',
      next: 'Corrigez le locataire du profil : « entra-token profile set {{profile, shell}} --tenant LOCATAIRE ».',
      next_window: 'Corrigez le locataire du profil.',
    },
    '900023': {
      why: 'Le locataire n’est ni un ID ni un nom de domaine valide.',
      next: 'Corrigez le locataire du profil : « entra-token profile set {{profile, shell}} --tenant LOCATAIRE ».',
      next_window: 'Corrigez le locataire du profil.',
    },
    '7000218': {
      why: 'L’inscription d’application n’est pas configurée comme client public.',
      next: 'Son propriétaire déplace l’URI de redirection http://localhost de « Web » vers « Applications de bureau et mobiles » (Authentification).',
    },
    '9002327': {
      why: 'L’URI de redirection de l’inscription d’application est de type « Application monopage ».',
      next: 'Son propriétaire déplace http://localhost de « Application monopage » vers « Applications de bureau et mobiles » (Authentification).',
    },
    '700024': {
      why: 'Pour Microsoft Entra ID, la signature du certificat est hors de sa période de validité : l’horloge de cet ordinateur est sans doute déréglée.',
      next: 'Réglez l’horloge, puis exécutez « entra-token login --profile {{profile, shell}} ».',
      next_window: 'Réglez l’horloge, puis actualisez le jeton.',
    },
    '700027': {
      why: 'Microsoft Entra ID n’accepte pas le certificat : il n’est pas inscrit pour l’application, ou ne l’est plus.',
      next: 'Chargez-le dans l’inscription d’application (Certificats et secrets > Certificats), ou enregistrez le bon avec « entra-token profile set {{profile, shell}} --certificate FICHIER-PEM ».',
      next_window:
        'Chargez-le dans l’inscription d’application (Certificats et secrets > Certificats), ou enregistrez le bon avec la commande ci-dessous.',
    },
    '7000215': {
      why: 'Le secret client est incorrect.',
      next: 'Dans l’inscription d’application (Certificats et secrets), copiez la valeur du secret, et non son ID. Elle ne s’affiche qu’une fois : créez un nouveau secret si vous ne l’avez pas. Exécutez ensuite « entra-token profile set {{profile, shell}} --client-secret-stdin ».',
      next_window:
        'Dans l’inscription d’application (Certificats et secrets), copiez la valeur du secret, et non son ID. Elle ne s’affiche qu’une fois : créez un nouveau secret si vous ne l’avez pas. Enregistrez-la ensuite avec la commande ci-dessous.',
    },
    '7000222': {
      why: 'Le secret client a expiré.',
      next: 'Créez-en un nouveau dans l’inscription d’application (Certificats et secrets), puis exécutez « entra-token profile set {{profile, shell}} --client-secret-stdin ».',
      next_window:
        'Créez-en un nouveau dans l’inscription d’application (Certificats et secrets), puis enregistrez-le avec la commande ci-dessous.',
    },
  },
  helper: {
    admin: 'Votre administrateur peut y remédier.',
    nobody: 'Rien à faire : le problème se résoudra de lui-même.',
  },
  helpDesk: {
    label: 'Pour le support',
    number: 'Code d’erreur',
    correlationId: 'ID de corrélation',
    time: 'Heure',
    tenant: 'Locataire',
    clientId: 'ID client',
    consent: 'Lien de consentement de l’administrateur',
    details: 'Message d’Entra',
  },
  profileField: {
    tenantId: 'Locataire',
    clientId: 'ID client',
    workspaceUrl: 'Espace de travail',
    workspaceResourceId: 'ID de ressource',
  },
  profileComplaint: {
    name: 'Le nom doit avoir de 1 à 64 caractères, sans saut de ligne.',
    tenantId:
      'Le locataire doit être un GUID ou un domaine tel que contoso.onmicrosoft.com ; « common » et « organizations » ne conviennent pas, car Databricks exige le locataire de l’espace de travail.',
    clientId: 'L’ID client doit être un GUID tel que 12a34b56-789c-0d12-e3fa-b456789c0123.',
    cloud:
      'Le cloud doit être {{clouds, list(type:disjunction)}}, ou une autorité de la forme https://HÔTE, sans chemin.',
    workspaceUrl:
      'L’espace de travail doit être une adresse telle que https://adb-1234567890123456.7.azuredatabricks.net. De ce qui suit l’hôte, seul un ID d’espace de travail (?o=…) est pris en compte.',
    workspaceResourceId:
      'L’ID de ressource doit avoir la forme /subscriptions/GUID/resourceGroups/GROUPE/providers/Microsoft.Databricks/workspaces/NOM, ou ABONNEMENT/GROUPE/NOM.',
  },
  tokensGoTo: {
    host: 'Les jetons de ce profil sont destinés à {{host}}.',
    notYet:
      'Aucun jeton n’est envoyé à {{host}} tant que cet hôte n’a pas confirmé qu’il utilise l’autorité {{authority}}.',
  },
  imported: {
    skipped: 'Section {{section}} ignorée : {{title}}',
    secretIgnored:
      'Il contient aussi un mot de passe ou un jeton. Non importé. Quand tout fonctionne, vous pourrez le retirer du fichier.',
    azureCliClient:
      'L’ID client est celui d’Azure CLI : vous vous connectez par le client public de Microsoft, et la page de connexion affiche « Microsoft Azure CLI ».',
  },
  state: {
    signedOut: 'Déconnecté',
    signingIn: 'Connexion…',
    fresh: 'Connecté',
    expiring: 'Expire bientôt',
    refreshing: 'Actualisation…',
    offline: 'Hors ligne : jeton encore valide',
    expired: 'Expiré',
    signInRequired: 'Connexion requise',
    none: 'Aucun profil',
    credentialRequired: 'Secret ou certificat requis',
  },
  notice: {
    settings_set_aside:
      'Le fichier de paramètres n’a pas pu être lu ({{reason}}). Il a été conservé sous {{file}}, et les valeurs par défaut sont utilisées.',
    settings_ignored:
      'Le fichier de paramètres modifié est illisible ({{reason}}). Les paramètres actuels restent en vigueur tant qu’il n’est pas corrigé.',
    workspace_unconfirmed:
      'Le profil a été enregistré, mais son espace de travail n’a pas pu confirmer le locataire. {{title}} {{why}}',
    tool_failed: '{{title}} {{why}} {{next}}',
    action_failed: '{{title}} {{why}} {{next}}',
    cache_set_aside: {
      person:
        'La connexion enregistrée du profil « {{profile}} » n’a pas pu être lue et a été mise de côté ({{place}}). Veuillez vous reconnecter.',
      servicePrincipal:
        'Le secret ou le certificat enregistré du profil « {{profile}} » n’a pas pu être lu et a été mis de côté ({{place}}). Pour l’enregistrer de nouveau, exécutez « entra-token profile set {{profile, shell}} --client-secret-stdin », ou utilisez --certificate FICHIER-PEM.',
    },
    cache_lost: {
      person:
        'Déconnecté : la connexion du profil « {{profile}} » n’est plus dans le trousseau. Veuillez vous reconnecter une fois. Si une version antérieure de ce programme l’a enregistrée, celle-ci ne peut pas la voir : dans « Mots de passe et clés », supprimez l’ancien élément ({{place}}).',
      servicePrincipal:
        'Le secret ou le certificat du profil « {{profile}} » n’est plus dans le trousseau ({{place}}). Pour l’enregistrer de nouveau, exécutez « entra-token profile set {{profile, shell}} --client-secret-stdin », ou utilisez --certificate FICHIER-PEM.',
    },
    cache_unsaved:
      '{{title}} Un nouveau jeton du profil « {{profile}} » est utilisé malgré tout, et gardé en mémoire tant qu’il ne peut pas être enregistré.',
    notifications_refused:
      'Le système n’affiche pas les notifications de cette application ({{reason}}). L’info-bulle de l’icône indique ce qu’elles diraient. Pour les voir, autorisez-les dans les paramètres du système.',
    data_folder_shared:
      'D’autres peuvent modifier le contenu de {{path}} : ce dossier appartient à un autre utilisateur, ou d’autres peuvent y écrire. Quiconque le peut décide des paramètres : où vous vous connecterez la prochaine fois, et où vont vos jetons. Pour le garder pour vous : chmod go-w {{path, shell}}, ou un autre dossier dans ENTRA_TOKEN_HOME.',
  },
  tray: {
    tooltipToken: '{{profile}} · encore {{minutes}} min · jusqu’à {{time}}',
    tooltipState: '{{profile}} · {{state}}',
    copy: 'Copier le jeton',
    copyMinutes: 'Copier le jeton (encore {{minutes}} min)',
    signIn: 'Se connecter…',
    cancelSignIn: 'Annuler la connexion',
    signInEarly: 'Se reconnecter maintenant…',
    signOut: 'Se déconnecter',
    refresh: 'Actualiser',
    open: 'Ouvrir {{app}}',
    quit: 'Quitter',
    profiles: 'Profil',
    copyAs: 'Copier en tant que',
    endpoint: 'Point de terminaison local',
    settings: 'Paramètres…',
    minutes: '{{minutes}} min',
  },
  cloud: {
    public: 'Azure (public)',
    usgov: 'Azure US Government',
    china: 'Azure China',
  },
  copyFormat: {
    raw: 'Jeton',
    bearer: 'Valeur de l’en-tête Bearer',
    bash: 'Variables shell (bash, zsh)',
    powershell: 'Variables PowerShell',
    cmd: 'Variables d’invite de commandes',
    dotenv: 'Lignes .env',
    json: 'JSON (format Azure CLI)',
    databrickscfg: 'Section .databrickscfg',
    curl: 'Commande curl',
    jdbc: 'URL JDBC',
  },
  notify: {
    copied: { title: 'Jeton copié', body: 'Encore {{minutes}} min, jusqu’à {{time}}' },
    copiedShort: {
      title: 'Jeton copié, mais il n’a pas pu être actualisé',
      body: 'Encore {{minutes}} min seulement. {{why}}',
    },
    signInNeeded: { title: 'Connexion requise', body: '{{why}} Cliquez pour vous connecter.' },
    expiresSoon: {
      title: 'Le jeton expire dans {{minutes}} min',
      body: 'Impossible de l’actualiser : {{why}} Nouvel essai automatique.',
    },
    backToNormal: {
      title: 'L’actualisation fonctionne de nouveau',
      body: 'Le jeton a été actualisé : encore {{minutes}} min.',
    },
    signInSoon: {
      title: 'Vous devrez vous reconnecter à {{time}}',
      body: 'Cliquez pour vous connecter dès maintenant.',
    },
    credentialNeeded: {
      title: 'Secret ou certificat requis',
      body: '{{why}} Cliquez pour les détails.',
    },
    certificateEnds: {
      title: 'Le certificat expire le {{date}}',
      body: 'Le profil « {{profile}} » n’obtiendra plus de jetons ensuite. Enregistrez un nouveau certificat d’ici là.',
    },
  },
  verify: {
    workspace: 'Espace de travail',
    user: 'Utilisateur',
    groups: 'Groupes',
    none: 'aucun',
    roundTrip: 'Latence',
    clock: 'Horloge',
    clockRight: 'à l’heure',
    clockBehind: 'en retard de {{seconds}} s',
    clockAhead: 'en avance de {{seconds}} s',
    clusters: 'Clusters',
    ask: 'Tester la connexion',
    asking: 'Connexion à l’espace de travail…',
    workspaceId: 'ID de l’espace de travail',
    warehouses: 'Entrepôts SQL',
    httpPath: 'Chemin HTTP',
  },
  cli: {
    warning: 'avertissement',
    why: 'Pourquoi',
    who: 'Qui',
    next: 'Que faire',
    signedIn: 'Connexion réussie : {{username}} ; jeton valide jusqu’à {{time}} ({{minutes}} min).',
    notSignedOut:
      'Le profil « {{profile}} » reste connecté : sa connexion enregistrée ({{place}}) n’a pas pu être effacée.',
    signedOut:
      'Déconnecté. La connexion enregistrée du profil « {{profile}} » a été supprimée de cet ordinateur.',
    plaintextCache:
      'La connexion est conservée dans un fichier non chiffré que seul votre compte peut lire, comme vous l’avez autorisé.',
    openLink: 'Ouvrez ce lien pour vous connecter : {{link}}',
    ifNoPage: 'Si aucune page ne s’est ouverte, ouvrez ce lien pour vous connecter : {{link}}',
    forwardPort:
      'Si le navigateur est sur un autre ordinateur, exécutez-y d’abord : ssh -L {{port}}:localhost:{{port}} CET-HÔTE',
    orDeviceCode:
      'Redirection de port impossible ? Appuyez sur Ctrl+C et exécutez « entra-token login --device-code ».',
    checksKept:
      'NODE_TLS_REJECT_UNAUTHORIZED=0 est ignoré : les certificats sont vérifiés malgré tout. Indiquez votre propre CA dans NODE_EXTRA_CA_CERTS.',
    waitingForBrowser: 'En attente du navigateur… (Ctrl+C pour annuler)',
    deviceCode:
      'Sur n’importe quel appareil, ouvrez {{uri}} et saisissez le code : {{code}}\nEn attente jusqu’à {{time}}… (Ctrl+C pour annuler)',
    oneWay:
      'Indiquez une seule des options --no-browser, --device-code, --username et --refresh-token-stdin.',
    oneAccount: 'Indiquez une seule des options --select-account, --login-hint et --username.',
    passwordOfWhom: '--password-stdin nécessite --username.',
    passwordEmpty: 'Le mot de passe est vide.',
    passwordFromWhere:
      'Il n’y a pas de terminal où demander le mot de passe : passez-le sur l’entrée standard, avec --password-stdin.',
    passwordPrompt: 'Mot de passe de {{username}} : ',
    stdinEmpty: 'L’entrée standard est vide.',
    stdinNotText:
      'L’entrée standard n’est pas du texte en UTF-8 ; rien n’a été envoyé. Fournissez-la en UTF-8.',
    stdinNoToken:
      'L’entrée standard n’est pas un jeton d’actualisation : elle contient des espaces, des sauts de ligne ou d’autres caractères qu’un jeton ne peut pas avoir.',
    stdinTooLong: 'L’entrée standard est trop longue.',
    tokenShort: '{{left}} ; impossible d’obtenir un nouveau jeton : {{title}} {{why}}',
    clientIdMissing:
      'ID client manquant. Indiquez --client-id ID ou, si vous ne pouvez pas inscrire d’application, --public-client.',
    clientIdTwice: 'Indiquez soit --client-id, soit --public-client.',
    whereMissing: 'Espace de travail manquant. Indiquez --workspace URL, ou --tenant LOCATAIRE.',
    cloudTwice: 'Indiquez soit --cloud, soit --authority.',
    publicClient:
      'La connexion passe par le client public de Microsoft, celui d’Azure CLI : la page affichera « Microsoft Azure CLI », et cette connexion donne accès à plus que Databricks. Pour votre propre inscription d’application : --client-id ID.',
    nothingToChange: 'Aucune modification n’a été indiquée.',
    profileNotRemoved:
      'Le profil « {{profile}} » n’a pas été supprimé : sa connexion enregistrée ({{place}}) n’a pas pu être effacée.',
    profileRemoved: 'Profil « {{profile}} » supprimé, et son compte déconnecté.',
    imported: 'Trouvé dans {{file}} :',
    statusProfile: 'Profil',
    statusWorkspace: 'Espace de travail',
    statusState: 'État',
    statusAccount: 'Compte',
    statusTenant: 'Locataire',
    statusToken: 'Jeton',
    statusTokenLeft: '{{left}}, jusqu’à {{time}}',
    statusRefresh: 'Actualisation',
    statusRefreshAfter: 'après {{time}}',
    statusSignIn: 'Connexion',
    statusSignInAfter: 'redemandée après {{time}}',
    statusLastUse: 'Dernière utilisation',
    statusLastUseBy: 'par {{program}} à {{time}}',
    statusCache: 'Stockage',
    serving:
      'Jetons fournis sur 127.0.0.1. Quiconque connaît une adresse ci-dessus obtient le jeton. (Ctrl+C pour arrêter)',
    served: '{{profile}} : {{state}}',
    commander: {
      unknownOption: 'Option inconnue : {{term}}.',
      unknownCommand: 'Commande inconnue : {{term}}.',
      didYouMean: 'Vouliez-vous dire {{suggestion}} ?',
      missingArgument: 'Argument manquant : {{term}}.',
      optionMissingArgument: '{{term}} nécessite une valeur.',
      missingMandatoryOptionValue: 'Option manquante : {{term}}.',
      invalidArgument: '« {{value}} » n’est pas valide pour {{term}}.',
      choices: 'Valeurs possibles : {{choices}}.',
      excessArguments: 'Il y a trop d’arguments.',
      other: 'Une partie n’a pas été comprise.',
      unknown: {
        tool: '« {{value}} » n’est pas un outil connu.',
        shell: '« {{value}} » n’est pas un shell pris en charge.',
      },
    },
    minutesInvalid: 'Il faut un nombre entier de minutes, de 0 à 1440.',
    noTargets: 'Aucun fichier n’est encore synchronisé. Voir « entra-token target add --help ».',
    fileNotFound: 'Fichier introuvable : {{file}}',
    fileUnreadable: 'Impossible de lire {{file}} : {{cause}}.',
    readingStdin:
      'Lecture de l’entrée standard ; tapez ou collez le texte ici, puis appuyez sur Entrée et {{keys}}.',
    syncing: 'Synchronisé tant que l’application ou « entra-token serve » s’exécute.',
    keyInvalid: '« {{key}} » n’est pas un nom de variable valide.',
    sectionInvalid: '« {{section}} » n’est pas un nom de section valide.',
    toolAdded: 'Synchronisé désormais : {{target}}',
    toolEmpty: 'Rien n’a encore été écrit : le contenu viendra avec le prochain jeton.',
    toolWaits:
      'Le contenu viendra dès qu’un point de terminaison local sera en service : activez-le dans le menu d’Entra Token Tray, ou exécutez « entra-token serve ».',
    toolRemoved: 'Retiré ; n’est plus synchronisé : {{target}}',
    profileAdded:
      'Profil « {{profile}} » ajouté. Pour vous connecter : entra-token login --profile {{profile, shell}}',
    profileChanged: 'Profil « {{profile}} » modifié.',
    signInAgain:
      'Les paramètres de connexion ont changé : le compte a été déconnecté. Pour vous connecter : entra-token login --profile {{profile, shell}}',
    foundByWorkspace: 'Locataire {{tenant}} et autorité {{authority}} détectés.',
    ignored: 'variable ignorée : {{variable}}',
    profileArgument:
      'Le profil Databricks « {{profile}} » parmi les arguments de la commande prévaut sur cette connexion. Omettez-le pour utiliser celle-ci.',
    bundleProfile:
      '{{file}} désigne le profil Databricks « {{profile}} » (workspace.profile), qui prévaut sur cette connexion pour l’interface CLI Databricks.',
    withoutHelpers: 'Les commandes auxiliaires az, azd et databricks manquent. {{title}}',
    noRealCommand:
      'entra-token ne répond qu’à ce que les SDK demandent pour Azure Databricks ; pour le reste, il n’y a pas de {{command}} dans le PATH.',
    noWayForEnv:
      'Rien à afficher : aucun point de terminaison n’est en cours d’exécution, et les commandes auxiliaires manquent.',
    toolLeft:
      'N’est plus synchronisé : {{target}}. L’entrée avait été modifiée à la main ; elle a été laissée telle quelle.',
    toolWasGone: 'N’est plus synchronisé : {{target}}. Il n’existait déjà plus.',
    dbtConnected: 'Connecté : {{target}}. Exécutez : entra-token exec -- dbt run --profile {{entry, shell}}',
    shellHint:
      'Exécutez cette ligne dans un shell. Les programmes qui y demandent un jeton à Azure CLI reçoivent alors celui de ce profil :',
    shellNothing: 'Aucun fichier n’avait été modifié : l’effet cesse avec le shell.',
    warehouseNeedsJdbc: '--warehouse ne s’utilise qu’avec --format jdbc.',
    or: 'Ou bien',
    ownApp:
      'Utilisez l’inscription d’application de votre organisation : « entra-token profile set {{profile, shell}} --client-id ID_CLIENT », puis reconnectez-vous. Comment en créer une : {{guide}}',
    profileNew: 'Profil « {{profile}} » ajouté.',
    otherProfile:
      'Le profil « {{profile}} » correspond à un autre espace de travail, une autre application, un autre locataire ou une autre autorité. Indiquez un nouveau nom avec --profile, ou modifiez-le avec « entra-token profile set ».',
    checking: 'Vérification…',
    tokenNext: 'Pour afficher le jeton : entra-token token',
    onlyWithUrl: '--client-id, --tenant et --authority nécessitent l’URL d’un espace de travail.',
    noProfileYet:
      'Il n’y a pas encore de profil. Collez l’adresse de votre espace de travail depuis le navigateur, par exemple https://adb-1234567890123456.7.azuredatabricks.net.',
    workspacePrompt: 'URL de l’espace de travail :',
    onlyLeft: 'encore {{minutes}} min seulement',
    wasSignedOut: 'Aucune connexion n’était enregistrée pour le profil « {{profile}} ».',
    defaultProfile: 'Profil par défaut : « {{profile}} ».',
    profileOnlyRemoved: 'Profil « {{profile}} » supprimé.',
    importNameTaken: 'Un profil « {{profile}} » existe déjà. Donnez un autre nom à celui-ci : --name NOM.',
    servingOwn:
      'Jetons fournis sur 127.0.0.1 aux seuls programmes lancés sous votre compte ou par root. (Ctrl+C pour arrêter)',
    servedNobody:
      '{{profile}} : déconnecté. Pour vous connecter : entra-token login --profile {{profile, shell}}',
    toolMissing: 'Il manque l’outil à déconnecter. Valeurs possibles : {{choices}}.',
    toolWriting: 'Écriture de {{what}} dans {{file}}…',
    withoutWorkspace:
      'Indiquez ensuite l’espace de travail : entra-token profile set {{profile, shell}} --workspace URL',
  },
  doctor: {
    level: {
      ok: 'ok',
      skipped: 'ignoré',
      warning: 'attention',
      error: 'erreur',
    },
    check: {
      settings: 'Paramètres',
      profile: 'Profil',
      keyring: 'Trousseau',
      signIn: 'Connexion',
      proxy: 'Proxy',
      network: 'Réseau',
      tls: 'TLS',
      clock: 'Horloge',
      tenant: 'Locataire',
      workspace: 'Espace de travail',
      endpoint: 'Point de terminaison',
      files: 'Fichiers connectés',
      variables: 'Variables',
    },
    fine: {
      settings: 'Le dossier de données et les paramètres sont utilisables.',
      profile: 'Cloud : {{cloud}}. Nombre de profils : {{count}}.',
      keyring: 'L’enregistrement, la lecture et la suppression fonctionnent.',
      signIn: 'Connecté ; le jeton est encore valide {{minutes}} min.',
      noProxy: 'Aucun proxy n’est défini.',
      proxy: 'Défini par {{variable}}.',
      network: 'Microsoft Entra ID répond.',
      tls: 'Le certificat vient d’une autorité de certification publique.',
      clock: 'À l’heure.',
      tenant: 'Microsoft Entra ID connaît le locataire.',
      workspace:
        'Il répond et appartient au locataire du profil. Essayez votre jeton avec : entra-token verify',
      noWorkspace: 'Le profil n’a pas d’espace de travail.',
      endpointOn: 'En service.',
      endpointOff: 'Désactivé.',
      noFiles: 'Aucun.',
      files: 'À jour : {{count}}.',
      variables: 'Aucune variable ne prévaut sur cette connexion.',
    },
    skipped: 'Non vérifié : un élément dont il dépend a échoué.',
    redacted:
      'Ce rapport ne nomme ni personne, ni profil, ni locataire, ni fichier, ni d’autres hôtes que ceux de Microsoft, et ne contient aucun secret. Vous pouvez le partager.',
    warning: {
      settingsBroken: {
        found: 'Impossible de lire settings.json.',
        fix: 'Corrigez-le, ou déplacez-le et ajoutez de nouveau vos profils. La prochaine commande le mettra de côté sous un nom daté.',
      },
      folderShared: {
        found: 'Un autre utilisateur ou un groupe peut modifier le dossier de données.',
        fix: 'Réservez-le à vous seul : chmod 700 sur le dossier.',
      },
      plaintextCache: {
        found: 'La connexion est enregistrée sans chiffrement, comme vous l’avez autorisé.',
        fix: 'Pour utiliser le trousseau, définissez « allowPlaintextCache » sur false dans settings.json, puis reconnectez-vous.',
      },
      loopbackProxied: {
        found: 'Les anciens SDK passent par le proxy pour joindre le point de terminaison local.',
        fix: 'Ajoutez 127.0.0.1 et localhost à NO_PROXY.',
      },
      checksKept: {
        found:
          'NODE_TLS_REJECT_UNAUTHORIZED=0 est défini. Il est ignoré ici, mais d’autres programmes ne vérifient plus les certificats.',
        fix: 'Supprimez cette variable et indiquez le certificat de l’AC de votre entreprise dans NODE_EXTRA_CA_CERTS.',
      },
      caFileUnreadable: {
        found: 'Impossible de lire le fichier indiqué par NODE_EXTRA_CA_CERTS.',
        fix: 'Corrigez la variable ou supprimez-la.',
      },
      privateCa: {
        found:
          'Le certificat vient d’une autorité de certification (AC) privée, comme avec un proxy qui inspecte TLS. Il est approuvé ici.',
        fix: 'Si d’autres outils le refusent, indiquez-leur aussi le certificat de l’AC : NODE_EXTRA_CA_CERTS, REQUESTS_CA_BUNDLE, SSL_CERT_FILE.',
      },
      clockAhead: {
        found: 'L’horloge de cet ordinateur avance de {{seconds}} s.',
        fix: 'Activez le réglage automatique de l’heure dans les paramètres du système.',
      },
      clockBehind: {
        found: 'L’horloge de cet ordinateur retarde de {{seconds}} s.',
        fix: 'Activez le réglage automatique de l’heure dans les paramètres du système.',
      },
      endpointElsewhere: {
        found: 'Il est en service, mais pas pour ce profil.',
        fix: 'Arrêtez « entra-token serve --profile » et fournissez tous les profils, ou utilisez l’application.',
      },
      endpointDead: {
        found: 'endpoint.json désigne un point de terminaison qui ne répond pas.',
        fix: 'Démarrez l’application ou « entra-token serve ».',
      },
      endpointNotRunning: {
        found: 'Il est activé, mais l’application n’est pas démarrée.',
        fix: 'Démarrez l’application, ou exécutez « entra-token serve ».',
      },
      fileMissing: {
        found: 'Le fichier {{number}} ({{kind}}) a disparu.',
        fix: 'Trouvez son nom avec « entra-token connect », puis ajoutez-le de nouveau ou retirez-le.',
      },
      fileUnreadable: {
        found: 'Impossible de lire le fichier {{number}} ({{kind}}).',
        fix: 'Trouvez son nom avec « entra-token connect » et vérifiez ses autorisations.',
      },
      fileNotCurrent: {
        found: 'Le fichier {{number}} ({{kind}}) ne contient ni jeton ni point de terminaison utilisable.',
        fix: 'Démarrez l’application, ou exécutez « entra-token serve ».',
      },
      fileEdited: {
        found: 'Le fichier {{number}} ({{kind}}) a été modifié à la main.',
        fix: 'Trouvez son nom avec « entra-token connect », puis annulez la modification ou retirez la connexion.',
      },
      variable: {
        found: '{{variable}} est définie : des outils pourraient l’utiliser au lieu de cette connexion.',
        fix: 'Supprimez-la, ou démarrez l’outil avec « entra-token exec -- ».',
      },
      azureVariable: {
        found:
          '{{variable}} est définie : les SDK sans type d’authentification pourraient s’en servir pour se connecter.',
        fix: 'Supprimez-la, ou définissez DATABRICKS_AUTH_TYPE comme le fait « entra-token exec -- ».',
      },
      configDefaultProfile: {
        found:
          '.databrickscfg choisit pour Databricks CLI un profil par défaut qui n’est pas celui de ce programme.',
        fix: 'Nommez le profil avec --profile, ou choisissez-en un autre avec « databricks auth switch ».',
      },
      configDefaultSection: {
        found: '.databrickscfg contient une section [DEFAULT], utilisée quand aucun profil n’est nommé.',
        fix: 'Nommez le profil dans l’outil, ou démarrez-le avec « entra-token exec -- ».',
      },
    },
    placeholder: {
      profile: 'PROFIL',
      host: 'HÔTE',
      service: 'SERVICE',
      authority: 'AUTORITÉ',
      path: 'DOSSIER',
      file: 'FICHIER',
      tenant: 'LOCATAIRE',
    },
    causeLeftOut: 'un message que ce rapport omet ; « entra-token login » l’affiche',
  },
  window: {
    title: 'Entra Token Tray',
    tenant: 'Locataire',
    until: 'jusqu’à {{time}}',
    since: 'depuis {{time}}',
    refreshesAt: 'actualisation à {{time}}',
    nextTry: 'nouvel essai dans {{time}}',
    seconds: '{{seconds}} s',
    left: 'encore {{minutes}} min',
    underMinute: 'moins d’une minute',
    worksUntil: 'Le jeton actuel fonctionne jusqu’à {{time}}.',
    copy: 'Copier le jeton',
    copied: 'Copié · encore {{minutes}} min',
    copiedShort: 'Copié · plus que {{minutes}} min',
    copyThis: 'Copier',
    copiedThis: 'Copié',
    refresh: 'Actualiser',
    retry: 'Réessayer maintenant',
    openWorkspace: 'Ouvrir Databricks',
    signIn: 'Se connecter',
    signInAndConsent: 'Se connecter et consentir',
    signInDue: 'Vous devrez vous reconnecter à {{time}}',
    signInNow: 'Se connecter dès maintenant',
    signOutOf: 'Se déconnecter de {{profile}}',
    signedOutHint: 'Connectez-vous une fois par jour ; le jeton est ensuite actualisé automatiquement.',
    cancel: 'Annuler',
    dismiss: 'Fermer',
    back: 'Retour',
    details: 'Détails',
    copyDetails: 'Copier pour le support',
    removeProfile: 'Supprimer le profil…',
    removeProfileReally: 'Confirmer la suppression',
    steps: {
      profile: 'Modifier le profil',
      ownApp: 'Utiliser l’application de mon organisation',
    },
    signingIn: {
      asking: 'Connexion à Microsoft Entra ID…',
      browser: 'En attente du navigateur',
      browserHint:
        'Terminez la connexion dans la page qui s’est ouverte. Revenez ici quand elle indique que vous pouvez la fermer.',
      deviceCode: 'Sur n’importe quel appareil, ouvrez cette page et saisissez le code',
      codeBlocked:
        'Beaucoup d’organisations bloquent les codes d’appareil. Si la page refuse, connectez-vous par le navigateur.',
      waiting: 'En attente · {{time}}',
      expires: 'Expire dans {{time}}',
      reopen: 'Rouvrir la page de connexion',
      copyLink: 'Copier le lien',
      copyLinkHint: 'Pour un autre navigateur ou profil',
      useCode: 'Utiliser un code sur un autre appareil',
      openPage: 'Ouvrir la page',
      copyCode: 'Copier le code',
    },
    ways: {
      title: 'Options de connexion',
      browser: 'Se connecter par le navigateur',
      someoneElse: 'Utiliser un autre compte',
      deviceCode: 'Utiliser un code d’appareil',
      refreshToken: 'Jeton d’actualisation d’une autre application',
      refreshTokenHint:
        'Importe la connexion d’un script qui a le même ID client. Le jeton ne sera plus affiché.',
      takeOver: 'Importer',
      allowPassword: 'Autoriser nom d’utilisateur et mot de passe pour ce profil',
      passwordWarning:
        'Microsoft le déconseille. Ne fonctionne ni avec l’authentification multifacteur ni avec les comptes fédérés. Le mot de passe est envoyé à Microsoft Entra ID et n’est jamais conservé.',
      username: 'Nom d’utilisateur',
      password: 'Mot de passe',
      signInByPassword: 'Connexion par mot de passe',
    },
    import: {
      title: 'Importer depuis un script ou un fichier de configuration',
      label: 'Collez un script Python MSAL, un fichier .databrickscfg, ou la sortie de « az account show »',
      read: 'Importer',
      found: 'Trouvé. Vérifiez les champs ci-dessous.',
      nothing:
        'Ni locataire, ni ID client, ni espace de travail n’y ont été trouvés. Collez un script qui contient client_id et tenant_id, un .databrickscfg, ou la sortie de « az account show ».',
    },
    setup: {
      title: 'Quel espace de travail utilisez-vous ?',
      intro: 'Collez son adresse depuis le navigateur. Le locataire et le cloud en sont déduits.',
      checking: 'Vérification de l’adresse…',
      signInWith: 'Se connecter avec',
      azureCli: 'L’application Azure CLI de Microsoft',
      azureCliHint:
        'Rien à inscrire. La page affichera « Microsoft Azure CLI », et cette connexion donne accès à plus que Databricks.',
      ownApp: 'L’inscription d’application de mon organisation',
      ownAppHint: 'J’ai un ID d’application (client).',
      continue: 'Continuer vers la connexion',
      more: 'Plus d’options',
      name: 'Nom',
      namePlaceholder: 'Mon espace de travail',
      workspaceUrl: 'URL de l’espace de travail',
      clientId: 'ID d’application (client)',
      tenantId: 'ID de l’annuaire (locataire)',
      tenantIdHint: 'Facultatif. Détecté à partir de l’URL de l’espace de travail.',
      workspaceResourceId: 'ID de ressource Azure de l’espace de travail',
      cloud: 'Cloud',
      clouds: {
        found: 'Détecter automatiquement',
        other: 'Une autre autorité',
      },
      authority: 'Autorité',
      save: 'Enregistrer',
    },
    connect: {
      title: 'Connecter des outils',
      intro: 'Des jetons à jour sans copier-coller',
      connect: 'Connecter',
      disconnect: 'Déconnecter',
      commands: 'Autres commandes',
      syncing: 'Synchronisé tant que cette application ou « entra-token serve » s’exécute.',
      endpoint: 'Point de terminaison local',
      endpointFailed: 'Le point de terminaison local est arrêté',
      serve: 'Fournir des jetons aux programmes de cet ordinateur',
      serveMeans:
        'Pour les SDK et la CLI de Databricks. Seuls les programmes qui connaissent son adresse secrète obtiennent un jeton.',
      neverUsed: 'pas encore utilisé',
      lastUsed: 'dernière utilisation à {{time}}',
      copyVariables: 'Copier en tant que lignes .env',
      copySection: 'Copier en tant que section .databrickscfg',
      turnsOn: 'Active aussi le point de terminaison local.',
      left: 'L’entrée, modifiée à la main, a été laissée telle quelle.',
      files: {},
    },
    guide: {
      title: 'Inscrire une application',
      open: 'Comment inscrire une application',
      intro:
        'Une inscription sert à toute une équipe. Demandez s’il en existe une avant d’en créer une autre.',
      portal:
        'Ouvrez le portail Azure de votre cloud. Si vous avez plusieurs locataires, passez à celui de votre espace de travail.',
      newRegistration: 'Microsoft Entra ID > Inscriptions d’applications > Nouvelle inscription.',
      name: 'Nom : ce que chacun verra en se connectant, par exemple',
      accountTypes:
        'Types de comptes pris en charge : Comptes de cet annuaire organisationnel uniquement (Locataire unique).',
      redirectUri: 'URI de redirection : plateforme Client public/natif (mobile et bureau), valeur',
      register: 'Cliquez sur « S’inscrire ».',
      ids: 'Dans la page Vue d’ensemble, copiez l’ID d’application (client) et l’ID de l’annuaire (locataire).',
      permission:
        'Autorisations de l’API > Ajouter une autorisation > API utilisées par mon organisation. Cochez user_impersonation de l’API',
      consent:
        'Accordez le consentement de l’administrateur, si vous en avez le droit. Sinon, chacun consent à sa première connexion, ou un administrateur le fait pour tous.',
    },
    claims: {
      title: 'Détails du jeton',
      groups: {
        who: 'Identité',
        access: 'Accès',
        time: 'Durée de vie',
        signIn: 'Connexion',
        other: 'Autres revendications',
      },
      upn: 'Utilisateur',
      unique_name: 'Nom d’utilisateur',
      name: 'Nom',
      aud: 'Audience',
      tid: 'Locataire',
      appid: 'Application cliente',
      scp: 'Étendues',
      iat: 'Émis le',
      nbf: 'Valide à partir du',
      exp: 'Expire le',
      amr: 'Méthodes d’authentification',
      oid: 'ID d’objet',
      iss: 'Émetteur',
      ipaddr: 'Adresse IP',
      methods: {
        pwd: 'mot de passe',
        mfa: 'multifacteur',
        otp: 'code à usage unique',
        fed: 'fédérée',
        wia: 'connexion Windows',
      },
      lastRefresh: 'Dernière actualisation',
      nextRefresh: 'Prochaine actualisation',
      nextSignIn: 'Prochaine connexion',
    },
    history: {
      title: 'Activité',
      nothing: 'Aucune activité depuis le démarrage.',
      signedIn: 'Connexion réussie',
      signedOut: 'Compte déconnecté',
      refreshed: 'Jeton actualisé',
      online: 'De nouveau en ligne',
      expired: 'Jeton expiré',
      offline: 'Hors ligne',
      signInNeeded: 'Connexion requise',
      signInFailed: 'Échec de la connexion',
      copied: 'Copié : {{format}}',
      used: 'Jeton utilisé par {{program}}',
      credentialNeeded: 'Secret ou certificat requis',
    },
    profiles: {
      add: 'Ajouter un profil',
      edit: 'Modifier le profil',
      up: 'Monter',
      down: 'Descendre',
      removeMeans:
        'Supprime « {{profile}} » et sa connexion de cet ordinateur. Les fichiers qu’il synchronise sont vidés.',
      editHint: 'Changer le locataire, l’ID client ou le cloud déconnecte le compte.',
    },
    settings: {
      title: 'Paramètres',
      profiles: 'Profils',
      general: 'Général',
      language: 'Langue',
      theme: 'Apparence',
      bySystem: 'Paramètre système',
      themes: { light: 'Clair', dark: 'Sombre' },
      clickAction: 'Quand je clique sur l’icône',
      clickActions: { copy: 'Copier le jeton', open: 'Ouvrir la fenêtre' },
      notifications: 'Afficher les notifications',
      startAtLogin: 'Lancer à l’ouverture de ma session',
      minutesInMenuBar: 'Minutes restantes dans la barre des menus',
      token: 'Jeton',
      minValidMinutes: 'Temps restant minimal d’un jeton copié (minutes)',
      clipboardClearSeconds: 'Effacer le presse-papiers après (secondes)',
      outOfBounds: 'Saisissez un nombre entier de {{min}} à {{max}}.',
      shortcut: 'Raccourci global de copie',
      shortcutNone: 'Définir…',
      shortcutRecording: 'Appuyez sur les touches… (Échap annule)',
      shortcutRemove: 'Supprimer',
      shortcutRefused:
        'Le système refuse {{shortcut}} : une autre application l’utilise, ou il est réservé. Définissez-en un autre.',
      shortcutAsked:
        'Demandé au bureau. Sous Wayland, certains bureaux bloquent les raccourcis globaux sans le signaler : essayez-le une fois.',
      data: 'Fichiers sur cet ordinateur',
      openLogs: 'Ouvrir les journaux',
      openData: 'Ouvrir le dossier de données',
      reset: 'Réinitialiser l’application…',
      resetMeans:
        'Déconnecte tous les comptes sur cet ordinateur et supprime tous les profils, paramètres et journaux. Les fichiers synchronisés sont vidés.',
      resetReally: 'Réinitialiser l’application',
      version: 'Version {{version}}',
    },
  },
  signInPage: {
    successTitle: 'Connexion réussie',
    successBody: 'Vous pouvez fermer cette page.',
    errorTitle: 'La connexion a échoué',
    errorBody: 'Entra Token Tray indique pourquoi, et que faire ensuite. Vous pouvez fermer cette page.',
    errorInTerminal: 'Consultez le terminal pour les détails.',
  },
  tools: {
    names: {
      databrickscfg: 'Databricks CLI, SDK, Terraform, VS Code',
      'azure-cli': 'Programmes qui utilisent az',
      dbt: 'dbt',
      dotenv: 'Fichier .env',
      'docker-env': 'Docker et Compose',
    },
    state: {
      off: 'non connecté',
      connected: 'connecté',
      waiting: 'connecté, en attente d’un jeton ou du point de terminaison local',
      edited: 'modifié à la main, laissé tel quel',
      gone: 'fichier supprimé',
      unwritable: 'écriture impossible',
      inShell: 'dans chaque shell',
    },
    yourFile: 'un fichier de votre choix',
    writes: 'Écrit {{what}} dans {{file}}',
    inputs: {
      file: 'Fichier',
      httpPath: 'Chemin HTTP',
      schema: 'Schéma',
    },
    holds: {
      endpoint: 'point de terminaison',
      token: 'jeton',
    },
  },
  principal: {
    app: 'Principal de service · {{app}}',
    identity: 'Identité',
    credential: 'Authentification',
    secret: 'secret client',
    certificateUntil: 'certificat, valide jusqu’au {{date}}',
    certificateEnds: 'Le certificat expire le {{date}}',
    certificateEnded: 'Le certificat a expiré le {{date}}',
    copyCommand: 'Copier la commande qui enregistre un secret',
    copyRenewal: 'Copier la commande qui en enregistre un nouveau',
    hint: 'Personne ne se connecte avec ce profil. Son secret ou son certificat s’enregistre en ligne de commande ; les jetons arrivent ensuite automatiquement.',
    tested:
      'Le principal de service {{app}} a obtenu un jeton, valide jusqu’à {{time}} ({{minutes}} min). Personne n’a à se connecter : « entra-token token » obtient les jetons de lui-même.',
    added:
      'Profil « {{profile}} » ajouté, secret ou certificat enregistré. Aucune connexion n’est nécessaire. Pour tester le secret ou le certificat : entra-token login --profile {{profile, shell}}',
    saved:
      'Le secret ou le certificat du profil « {{profile}} » est enregistré. Pour le tester : entra-token login --profile {{profile, shell}}',
    plaintext:
      'Le secret ou le certificat est conservé dans un fichier non chiffré que seul votre compte peut lire, comme vous l’avez autorisé.',
    removed:
      'Le secret ou le certificat et les jetons du profil « {{profile}} » ont été effacés de cet ordinateur.',
    notRemoved: 'Le secret ou le certificat du profil « {{profile}} » ({{place}}) n’a pas pu être effacé.',
    profileRemoved:
      'Profil « {{profile}} » supprimé ; son secret ou son certificat a été effacé de cet ordinateur.',
    needed:
      'Les paramètres de connexion ont changé : le secret ou le certificat a été effacé. Pour l’enregistrer de nouveau : entra-token profile set {{profile, shell}} --client-secret-stdin (ou --certificate FICHIER-PEM)',
    outsider:
      'Seuls « verify » et le format curl peuvent envoyer ce que l’espace de travail exige d’un principal de service qui n’y est pas ajouté. Pour tout le reste, ajoutez le principal de service à l’espace de travail.',
    editHint: 'Changer de locataire, d’ID client ou de cloud efface le secret ou le certificat.',
    oneCredential: 'Indiquez --client-secret-stdin ou --certificate, pas les deux.',
    ownApp:
      'Un principal de service a sa propre inscription d’application : indiquez --client-id, pas --public-client.',
    plaintextOfWhat: '--allow-plaintext-cache exige --client-secret-stdin ou --certificate.',
    noWays:
      'Le profil « {{profile}} » est celui d’un principal de service : personne ne se connecte avec lui, et les options de connexion ne s’appliquent pas.',
    secretInvalid:
      'L’entrée standard n’est pas un secret client : elle contient des espaces, des sauts de ligne ou d’autres caractères qu’un secret ne peut pas avoir.',
    unusable: '{{file}} n’est pas utilisable. {{problem}}',
    problem: {
      notPem:
        'Ce n’est pas un fichier PEM. Pour convertir un fichier .pfx : openssl pkcs12 -in FICHIER.pfx -nodes -out FICHIER.pem',
      encrypted:
        'Sa clé privée est chiffrée. Déchiffrez-la d’abord (openssl pkey -in CLE.pem -out CLAIR.pem), et mettez le certificat dans le même fichier.',
      noKey: 'Il ne contient pas de clé privée. Mettez la clé et le certificat dans un même fichier.',
      severalKeys: 'Il contient plusieurs clés privées.',
      noCertificate: 'Il ne contient pas de certificat. Mettez la clé et le certificat dans un même fichier.',
      broken: 'Sa clé privée ou son certificat est endommagé.',
      otherKey: 'Sa clé privée n’est pas celle de son certificat.',
      notRsa: 'Sa clé doit être une clé RSA d’au moins 2048 bits.',
      expired: 'Son certificat a expiré.',
    },
    unused: 'Prêt : le premier jeton est demandé dès qu’il est nécessaire',
    noneSaved: 'Ni secret ni certificat n’était enregistré pour le profil « {{profile}} ».',
  },
  fileProblem: {
    ENOENT: 'le dossier n’existe pas',
    EACCES: 'autorisation refusée',
    EPERM: 'autorisation refusée',
    EISDIR: 'c’est un dossier',
    ENOTDIR: 'une partie de son chemin n’est pas un dossier',
    EROFS: 'le système de fichiers est en lecture seule',
    ENOSPC: 'le disque est plein',
    not_file: 'ce n’est pas un fichier',
    too_large: 'il dépasse 1 Mio',
    not_utf8: 'ce n’est pas du texte en UTF-8',
    loose_link: 'on y accède par un lien placé dans un dossier où d’autres peuvent écrire',
    cache_busy: 'un autre processus de cette application l’utilise',
    not_json: 'ce n’est pas du JSON',
    not_text: 'ce n’est pas du texte : il contient des octets NUL',
  },
  cacheKind: {
    dpapi: 'fichier chiffré (DPAPI)',
    keychain: 'trousseau d’accès',
    libsecret: 'trousseau',
    'plaintext-file': 'fichier non chiffré',
  },
};
