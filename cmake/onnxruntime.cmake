# ONNX Runtime: the library that models/fetch brought, else Debian's package (13 and later, other processors than x86-64).
# The headers of API 21 stand in models/onnxruntime (MIT); a newer library still serves that version (docs/decisions.md).
find_library(ONNXRUNTIME_LIBRARY onnxruntime HINTS ${CMAKE_SOURCE_DIR}/models/runtime/lib)
find_path(ONNXRUNTIME_INCLUDE onnxruntime_c_api.h PATH_SUFFIXES onnxruntime onnxruntime/core/session
          HINTS /usr/include PATHS ${CMAKE_SOURCE_DIR}/models/onnxruntime/include)
if(ONNXRUNTIME_INCLUDE AND ONNXRUNTIME_LIBRARY)
  add_library(lib_onnxruntime INTERFACE)
  target_include_directories(lib_onnxruntime SYSTEM INTERFACE ${ONNXRUNTIME_INCLUDE})
  target_link_libraries(lib_onnxruntime INTERFACE ${ONNXRUNTIME_LIBRARY})
  # The models' own format: a recogniser's last layer is taken out of its file.
  find_package(Protobuf REQUIRED)
  find_library(ONNX_PROTO onnx_proto REQUIRED)
  target_link_libraries(lib_onnxruntime INTERFACE ${ONNX_PROTO} protobuf::libprotobuf)
  target_compile_definitions(lib_onnxruntime INTERFACE CLAIMPACK_HAS_ONNX=1 ONNX_ML=1 ONNX_NAMESPACE=onnx)
else()
  message(WARNING "ONNX Runtime was not found: pages will be read by Tesseract alone. Run models/fetch to bring it.")
endif()
