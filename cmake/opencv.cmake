# OpenCV's core and imgproc. Debian's OpenCVConfig.cmake comes only with libopencv-dev (372 packages, 1.1 GB); the two parts that are
# used come with libopencv-core-dev and libopencv-imgproc-dev (70 packages, 0.3 GB) and are found here by name.
find_path(OPENCV_INCLUDE opencv2/imgproc.hpp PATH_SUFFIXES opencv4 REQUIRED)
set(OpenCV_INCLUDE_DIRS ${OPENCV_INCLUDE})
foreach(part core imgproc)
  find_library(OPENCV_${part} opencv_${part} REQUIRED)
  add_library(opencv_${part} SHARED IMPORTED GLOBAL)
  set_target_properties(opencv_${part} PROPERTIES IMPORTED_LOCATION ${OPENCV_${part}}
                        INTERFACE_INCLUDE_DIRECTORIES ${OPENCV_INCLUDE})
endforeach()
