// Korean words that people choose as passwords, and how they look when typed on an English keyboard.

const WORDS =
  '가나다라 가족 감사합니다 강남 강아지 건강 겨울 경기도 경찰 고구마 고등학교 고양이 공부 관리자 광주 국민 군대 그대 기아 김밥 김치 나라 나무 남자 내사랑 노래 누나 눈물 ' +
  '다이어트 대구 대박 대전 대학교 대한민국 도서관 독도 동생 돼지 두산 등산 딸기 떡볶이 라면 로그인 마음 만세 맥주 멍멍이 메롱 모두 무지개 미소 믿음 바나나 바다 바람 바보 ' +
  '반가워 반갑습니다 배고파 백두산 번호 별빛 병아리 보고싶다 봄날 부산 부자 불고기 비밀 비밀번호 비번 사과 사람 사랑 사랑해 사랑해요 사랑합니다 삼성 생일 서울 선물 선생님 ' +
  '성공 소나무 소녀시대 소망 소주 수박 수원 스타 시험 아가 아기 아들 아무거나 아버지 아빠 아이유 아파트 안녕 안녕하세요 암호 야구 약속 어머니 언니 엄마 여름 여보 여자 여행 ' +
  '연습 연예인 영원히 영화 예수님 예쁜이 오늘 오빠 왕자 우리 우리나라 우리집 우정 울산 운동 웃음 월급 위하여 은행 음악 이순신 인생 인천 자기야 자동차 자유 장미 전화 정답 ' +
  '제주도 조선 좋아 좋아해 주인 진달래 진실 진짜 천국 천사 천재 첫사랑 초코 축구 춘천 친구 커피 컴퓨터 코끼리 콜라 태권도 태양 테스트 토끼 통일 파랑새 평화 포도 하나님 하늘 ' +
  '하하하 학교 학생 한강 한국 한글 한라산 할머니 할아버지 행복 행복해 행운 호랑이 홀드패스트 홍길동 화이팅 환영 회사 휴가 희망'

/** Of the standard layout (dubeolsik), in the order of Unicode: leading consonants, vowels, trailing consonants. */
const LEADS = 'r R s e E f a q Q t T d w W c z x v g'.split(' ')
const VOWELS = 'k o i O j p u P h hk ho hl y n nj np nl b m ml l'.split(' ')
const TRAILS = ' r R rt s sw sg e f fr fa fq ft fx fv fg a q qt t T d w c z x v g'.split(' ')

const FIRST = 0xac00

/** The keys of a word of whole syllables. */
const typed = (word: string): string =>
  [...word]
    .map((syllable) => {
      const at = (syllable.codePointAt(0) ?? FIRST) - FIRST
      const rest = at % (VOWELS.length * TRAILS.length)
      const [lead, vowel] = [Math.floor(at / (VOWELS.length * TRAILS.length)), Math.floor(rest / TRAILS.length)]
      return `${LEADS[lead]}${VOWELS[vowel]}${TRAILS[rest % TRAILS.length]}`
    })
    .join('')

const ROMANISED = 'annyeong busan corea daehan hangul hanguk holdfast incheon kimchi korea sarang saranghae seoul'

/** The words as they are, as keys in lower case, and in Latin letters. */
export const koreanWords = (): string[] => [
  ...WORDS.split(' ').flatMap((word) => [word, typed(word).toLowerCase()]),
  ...ROMANISED.split(' '),
]
