# Makes the pages in PAGES by NODE, of what fetch.cmake fetched; nothing where it could not.
if(NOT EXISTS ${NPM_FOLDER}/installed)
  return()
endif()
execute_process(COMMAND ${NODE} build.mjs ${PAGES} ${NPM_FOLDER}/node_modules RESULT_VARIABLE failed)
if(failed)
  message(FATAL_ERROR "the pages could not be made")
endif()
file(TOUCH ${PAGES}/built)
