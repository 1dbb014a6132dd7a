@echo off
rem The command line of the installed program. The program's own Electron runs it as plain Node, so
rem nothing else has to be installed.
setlocal DisableDelayedExpansion

rem A fuse makes the packaged Electron drop this variable, as it does NODE_OPTIONS. The certificates that
rem it names are wanted: they travel under a name of our own.
set "ENTRA_TOKEN_NODE_EXTRA_CA_CERTS=%NODE_EXTRA_CA_CERTS%"

set "ELECTRON_RUN_AS_NODE=1"
"%~dp0..\..\Entra Token Tray.exe" --disable-sigusr1 "%~dp0..\app.asar\out\main\entra-token.js" %*
exit /b %ERRORLEVEL%
