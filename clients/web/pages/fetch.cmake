# Fetches what the pages are made with into NPM_FOLDER, by NPM, as package-lock.json has it; `installed` in that folder says that it is there.
# Without the registry the rest of hallq builds all the same, without pages: the next build tries again.
file(MAKE_DIRECTORY ${NPM_FOLDER})
file(COPY ${CMAKE_CURRENT_LIST_DIR}/package.json ${CMAKE_CURRENT_LIST_DIR}/package-lock.json DESTINATION ${NPM_FOLDER})
# Node trusts a list of its own; certificates that were added to the system (a proxy's, say) count here as they do for git and curl.
set(system_store /etc/ssl/certs/ca-certificates.crt)
if(NOT DEFINED ENV{NODE_EXTRA_CA_CERTS} AND EXISTS ${system_store})
  set(ENV{NODE_EXTRA_CA_CERTS} ${system_store})
endif()
execute_process(
  COMMAND ${NPM} ci --prefix ${NPM_FOLDER} --ignore-scripts --no-audit --no-fund --prefer-offline --loglevel=error
  RESULT_VARIABLE failed OUTPUT_VARIABLE said ERROR_VARIABLE said)
if(failed)
  file(REMOVE ${NPM_FOLDER}/installed)
  message(WARNING "npm could not fetch what the pages of hallq-web are made with; they are left out. Build again when the registry can be reached.\n${said}")
else()
  file(TOUCH ${NPM_FOLDER}/installed)
endif()
