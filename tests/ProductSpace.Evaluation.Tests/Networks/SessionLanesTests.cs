using ProductSpace.Evaluation.Networks;
using ProductSpace.Training;

namespace ProductSpace.Evaluation.Tests.Networks;

/// <summary>
/// The place where other programs went wrong (arXiv 2307.14956): which view is read, which is to be predicted, and where the
/// state is forgotten.
/// </summary>
public class SessionLanesTests
{
    [Fact]
    public void Move_TwoLanes_FollowSessionsInTheOrderOfTime()
    {
        SessionSet sessions = SessionSet.From(10, [[1, 2, 3], [4, 5], [6], [7, 8]]);
        SessionLanes lanes = new(sessions, 2, byUser: false);
        Assert.Equal(4, lanes.Steps);
        for (int epoch = 0; epoch < 2; epoch++)
        {
            lanes.Restart();
            Assert.Equal("2: *1>2 *4>5 | 2: 2>3 *7>8 | 0: -1>-1 -1>-1", Trace(lanes, 3));
        }
    }

    /// <summary>A shopper's sessions follow each other in one lane, and the last view of each is read, too.</summary>
    [Fact]
    public void Move_ByUser_KeepsAShoppersSessionsInOneLane()
    {
        SessionSet sessions = new(10, [1, 2, 3, 4, 5, 6, 7, 8], [0, 2, 4, 6, 8], users: [3, -1, 3, -1]);
        SessionLanes lanes = new(sessions, 2, byUser: true);
        lanes.Restart();
        Assert.Equal(
            "2: *1>2 *3>4 | 2: 2>-1 4>-1 | 2: +5>6 *7>8 | 2: 6>-1 8>-1 | 0: -1>-1 -1>-1", Trace(lanes, 5));
    }

    private static string Trace(SessionLanes lanes, int moves) => string.Join(" | ", Enumerable.Range(0, moves).Select(_ =>
    {
        int active = lanes.Move();
        IEnumerable<string> parts = Enumerable.Range(0, 2).Select(lane =>
            $"{(lanes.StreamBegins[lane] ? "*" : lanes.SessionBegins[lane] ? "+" : "")}{lanes.Inputs[lane]}>{lanes.Targets[lane]}");
        return $"{active}: {string.Join(' ', parts)}";
    }));
}
