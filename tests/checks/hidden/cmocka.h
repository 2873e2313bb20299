// cmocka.h - stands before cmocka's own in the preset `bare`: what users build has no business with it.
#error "built without the tests' packages, this must not include cmocka.h"
