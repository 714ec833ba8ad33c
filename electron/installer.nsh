; Offers Flowbench under "Open with" for .json files; does not become their default.
!macro customInstall
  WriteRegStr SHCTX "Software\Classes\Flowbench.Flow" "" "Flow"
  WriteRegStr SHCTX "Software\Classes\Flowbench.Flow\shell\open\command" "" '"$INSTDIR\${APP_EXECUTABLE_FILENAME}" "%1"'
  WriteRegStr SHCTX "Software\Classes\.json\OpenWithProgids" "Flowbench.Flow" ""
!macroend

!macro customUnInstall
  DeleteRegKey SHCTX "Software\Classes\Flowbench.Flow"
  DeleteRegValue SHCTX "Software\Classes\.json\OpenWithProgids" "Flowbench.Flow"
!macroend
