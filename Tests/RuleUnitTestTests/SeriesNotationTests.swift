import Testing
@testable import RuleUnitTest
