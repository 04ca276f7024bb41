# Where each room's libraries come from: Debian's packages, and models/runtime for ONNX Runtime.
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)

# receive: image codecs, libarchive, JSON of the front desk, OFD
find_package(JPEG REQUIRED)
find_package(PNG REQUIRED)
find_package(TIFF REQUIRED)
find_package(LibArchive REQUIRED)
find_package(nlohmann_json REQUIRED)
pkg_check_modules(CRYPTO REQUIRED IMPORTED_TARGET libcrypto)
# what processes that meet untrusted bytes are held by
pkg_check_modules(SECCOMP REQUIRED IMPORTED_TARGET libseccomp)
# OFD: XML, and drawing its pages
pkg_check_modules(PUGIXML REQUIRED IMPORTED_TARGET pugixml)
pkg_check_modules(OFD_DRAWING REQUIRED IMPORTED_TARGET cairo freetype2 fontconfig)
add_library(lib_receive INTERFACE)
target_link_libraries(lib_receive INTERFACE JPEG::JPEG PNG::PNG TIFF::TIFF LibArchive::LibArchive nlohmann_json::nlohmann_json
                      PkgConfig::CRYPTO PkgConfig::SECCOMP PkgConfig::PUGIXML PkgConfig::OFD_DRAWING Threads::Threads)

# clean and read: OpenCV, Leptonica, Tesseract, ZXing, ONNX Runtime
include(cmake/opencv.cmake)
pkg_check_modules(LEPT REQUIRED IMPORTED_TARGET lept)
pkg_check_modules(TESSERACT REQUIRED IMPORTED_TARGET tesseract)
find_package(ZXing REQUIRED)
add_library(lib_clean INTERFACE)
target_include_directories(lib_clean SYSTEM INTERFACE ${OpenCV_INCLUDE_DIRS})
target_link_libraries(lib_clean INTERFACE opencv_core opencv_imgproc PkgConfig::LEPT)
add_library(lib_read INTERFACE)
target_include_directories(lib_read SYSTEM INTERFACE ${OpenCV_INCLUDE_DIRS})
target_link_libraries(lib_read INTERFACE opencv_core opencv_imgproc PkgConfig::LEPT PkgConfig::TESSERACT ZXing::ZXing Threads::Threads)
if(CLAIMPACK_ONNX)
  include(cmake/onnxruntime.cmake)
  if(TARGET lib_onnxruntime)
    target_link_libraries(lib_read INTERFACE lib_onnxruntime)
  endif()
endif()

# check: rule files
pkg_check_modules(YAML REQUIRED IMPORTED_TARGET yaml-0.1)
add_library(lib_rules INTERFACE)
target_link_libraries(lib_rules INTERFACE PkgConfig::YAML)

# classify, extract: templates
find_package(yaml-cpp REQUIRED)
add_library(lib_templates INTERFACE)
target_link_libraries(lib_templates INTERFACE $<IF:$<TARGET_EXISTS:yaml-cpp::yaml-cpp>,yaml-cpp::yaml-cpp,yaml-cpp>)

# pack: Pango lays text out, HarfBuzz cuts fonts, qpdf writes; libsodium signs manifests, libxlsxwriter writes ledgers
pkg_check_modules(PANGO REQUIRED IMPORTED_TARGET pangocairo pangoft2 harfbuzz-subset freetype2)
pkg_check_modules(QPDF REQUIRED IMPORTED_TARGET libqpdf)
pkg_check_modules(FONTCONFIG REQUIRED IMPORTED_TARGET fontconfig)
pkg_check_modules(SODIUM REQUIRED IMPORTED_TARGET libsodium)
pkg_check_modules(XLSXWRITER REQUIRED IMPORTED_TARGET xlsxwriter)
add_library(lib_pack INTERFACE)
target_link_libraries(lib_pack INTERFACE PkgConfig::PANGO PkgConfig::QPDF PkgConfig::FONTCONFIG PkgConfig::SODIUM
                      PkgConfig::XLSXWRITER ZXing::ZXing JPEG::JPEG PNG::PNG nlohmann_json::nlohmann_json)

# store: the ledger in SQLite, through SOCI
find_library(SOCI_CORE soci_core REQUIRED)
find_library(SOCI_SQLITE soci_sqlite3 REQUIRED)
find_path(SOCI_INCLUDE soci/soci.h REQUIRED)
add_library(lib_store INTERFACE)
target_include_directories(lib_store SYSTEM INTERFACE ${SOCI_INCLUDE})
target_link_libraries(lib_store INTERFACE ${SOCI_SQLITE} ${SOCI_CORE} PkgConfig::CRYPTO Threads::Threads)

# review: cpp-httplib (compiled with OpenSSL), libsodium for passwords
pkg_check_modules(HTTPLIB REQUIRED IMPORTED_TARGET cpp-httplib)
find_package(OpenSSL REQUIRED)
add_library(lib_review INTERFACE)
target_link_libraries(lib_review INTERFACE PkgConfig::HTTPLIB OpenSSL::SSL OpenSSL::Crypto PkgConfig::SODIUM
                      nlohmann_json::nlohmann_json Threads::Threads)

# run: the command line, logging
find_package(CLI11 REQUIRED)
find_package(spdlog REQUIRED)
add_library(lib_run INTERFACE)
find_package(ZLIB REQUIRED)  # kept readings
target_link_libraries(lib_run INTERFACE CLI11::CLI11 spdlog::spdlog nlohmann_json::nlohmann_json ZLIB::ZLIB)
