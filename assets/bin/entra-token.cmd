@echo off
rem The command line of the installed program. The program's own Electron runs it as plain Node, so
rem nothing else has to be installed.
setlocal DisableDelayedExpansion

rem The first two a fuse makes Electron drop, the third would keep it from reading its own program, and the
rem last is set below. The command that "exec" starts is to have them as they were: they travel under names of our own.
set "ENTRA_TOKEN_KEPT_NODE_OPTIONS=%NODE_OPTIONS%"
set "ENTRA_TOKEN_KEPT_NODE_EXTRA_CA_CERTS=%NODE_EXTRA_CA_CERTS%"
set "ENTRA_TOKEN_KEPT_ELECTRON_NO_ASAR=%ELECTRON_NO_ASAR%"
set "ENTRA_TOKEN_KEPT_ELECTRON_RUN_AS_NODE=%ELECTRON_RUN_AS_NODE%"
set "NODE_OPTIONS="
set "NODE_EXTRA_CA_CERTS="
set "ELECTRON_NO_ASAR="

rem "helper" is the first word of the launchers that "exec" and "env" put into the data folder.
set "ENTRA_TOKEN_SCRIPT=entra-token"
if "%~1"=="helper" set "ENTRA_TOKEN_SCRIPT=helper"

set "ELECTRON_RUN_AS_NODE=1"
set "ENTRA_TOKEN_LAUNCHER=%~f0"
"%~dp0..\..\Entra Token Tray.exe" --disable-sigusr1 "%~dp0..\app.asar\out\main\%ENTRA_TOKEN_SCRIPT%.js" %*
exit /b %ERRORLEVEL%
