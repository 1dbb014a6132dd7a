# What the installer does beside electron-builder's own: the command line on the PATH, and an uninstaller that leaves nothing
# of ours but the data, for which it asks. PROJECT_DIR, APP_ID and isUpdated are electron-builder's.

!macro customHeader
  !ifdef BUILD_UNINSTALLER
    Var /GLOBAL isDataUnwanted
    LangString removeData ${LANG_ENGLISH} "Also delete the saved sign-in, the settings and the log?"
    LangString removeData ${LANG_FRENCH} "Supprimer aussi la connexion enregistrée, les paramètres et le journal ?"
    LangString removeData ${LANG_PORTUGUESEBR} "Excluir também a entrada salva, as configurações e o log?"
  !endif
!macroend

# $INSTDIR\resources\bin in the user's PATH. By PowerShell: NSIS would cut a long PATH short.
!macro userPath ACTION
  InitPluginsDir
  File "/oname=$PLUGINSDIR\user-path.ps1" "${PROJECT_DIR}/assets/windows/user-path.ps1"
  nsExec::Exec '"$SYSDIR\WindowsPowerShell\v1.0\powershell.exe" -NoProfile -NonInteractive -ExecutionPolicy Bypass -File "$PLUGINSDIR\user-path.ps1" ${ACTION} "$INSTDIR\resources\bin"'
  # Where a policy forbids PowerShell, the PATH stays as it is.
  Pop $0
  # Terminals that are started from now on see it.
  SendMessage ${HWND_BROADCAST} ${WM_SETTINGCHANGE} 0 "STR:Environment" /TIMEOUT=5000
!macroend

!macro customInstall
  !insertmacro userPath add
!macroend

# Here a one-click uninstaller counts as silent already; whether it was started so, its parameters tell.
!macro customUnInit
  StrCpy $isDataUnwanted "no"
  ${GetParameters} $R0
  ClearErrors
  ${GetOptions} $R0 "/S" $R1
  ${If} ${Errors}
  ${AndIfNot} ${isUpdated}
    MessageBox MB_YESNO|MB_ICONQUESTION|MB_DEFBUTTON2 "$(removeData)" IDNO +2
    StrCpy $isDataUnwanted "yes"
  ${EndIf}
!macroend

!macro customUnInstall
  ${IfNot} ${isUpdated}
    !insertmacro userPath remove
    # Start at login, by the name that Electron gives it, and the user's word on it in the Task Manager.
    DeleteRegValue HKCU "Software\Microsoft\Windows\CurrentVersion\Run" "${APP_ID}"
    DeleteRegValue HKCU "Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run" "${APP_ID}"
    # A copy of the installer, which electron-builder's installer keeps for updates.
    RMDir /r "$LOCALAPPDATA\entra-token-tray-updater"
    ${If} $isDataUnwanted == "yes"
      RMDir /r "$LOCALAPPDATA\entra-token-tray"
    ${EndIf}
  ${EndIf}
!macroend
