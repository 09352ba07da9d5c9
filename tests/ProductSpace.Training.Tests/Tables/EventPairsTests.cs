using CsCheck;
using ProductSpace.Training.Tables;

namespace ProductSpace.Training.Tests.Tables;

public class EventPairsTests
{
    private const int Products = 7;

    private static readonly Gen<(int Product, LogEvents Kind)[][]> s_sessions = Gen.Select(
        Gen.Int[0, Products], Gen.OneOfConst(LogEvents.View, LogEvents.Cart, LogEvents.Purchase)).Array[0, 10].Array[0, 15];

    private static readonly Gen<LogEvents> s_kinds = Gen.Int[1, 7].Select(kinds => (LogEvents)kinds);

    /// <summary>Every entry against sessions counted one by one.</summary>
    [Fact]
    public void Learn_AnySessionsAndKinds_EqualsNaiveCounts() =>
        Gen.Select(s_sessions, s_kinds, s_kinds, Gen.Bool, Gen.Enum<PairMeasure>(), Gen.Int[1, 3]).Sample((sessions, from, to, follows, measure, support) =>
        {
            EventPairs learner = new() { From = from, To = to, Follows = follows, Measure = measure };
            if (!sessions.Any(session => session.Any(one => (one.Kind & from) != 0)) || !sessions.Any(session => session.Any(one => (one.Kind & to) != 0)))
            {
                Assert.Throws<TrainingInputException>(() => learner.Learn(Set(sessions)));
                return;
            }

            ItemTable table = learner.Learn(Set(sessions), new ItemTableOptions { MinSessions = support });
            for (int row = 0; row < Products; row++)
            {
                int rows = sessions.Count(session => session.Any(one => one.Product == row && (one.Kind & from) != 0));
                List<(int, float)> expected = [];
                for (int product = 0; product < Products; product++)
                {
                    int other = product;
                    int both = sessions.Count(session => Holds(session, row, other, from, to, follows));
                    int ends = sessions.Count(session => session.Any(one => one.Product == other && (one.Kind & to) != 0));
                    if (product != row && both >= support)
                    {
                        expected.Add((product, measure switch
                        {
                            PairMeasure.Confidence => (float)((double)both / rows),
                            PairMeasure.Cosine => (float)(both / Math.Sqrt((double)rows * ends)),
                            _ => (float)(both * (double)sessions.Length / ((double)rows * ends)),
                        }));
                    }
                }

                Assert.Equal(
                    expected.OrderByDescending(entry => entry.Item2).ThenBy(entry => entry.Item1),
                    table.Products(row).ToArray().Zip(table.Weights(row).ToArray()));
            }
        });

    /// <summary>A robot's session, whatever it repeats, is one session; the pair of five shoppers stays.</summary>
    [Fact]
    public void Learn_DefaultSupportOfTheCommand_HidesWhatFewSessionsDid()
    {
        (int, LogEvents)[] robot = [.. Enumerable.Range(0, 50).Select(i => (i % 2 == 0 ? 0 : 2, LogEvents.Purchase))];
        (int, LogEvents)[][] sessions = [robot, .. Enumerable.Repeat(((int, LogEvents)[])[(0, LogEvents.Cart), (1, LogEvents.Purchase)], 5)];
        ItemTable table = new EventPairs().Learn(Set(sessions), new ItemTableOptions { MinSessions = 5 });
        Assert.Equal([1], table.Products(0).ToArray());
        Assert.Empty(table.Products(2).ToArray());
    }

    [Fact]
    public void Learn_NoSuchEvent_SaysWhich()
    {
        TrainingInputException exception = Assert.Throws<TrainingInputException>(
            () => new EventPairs().Learn(Set([[(0, LogEvents.View), (1, LogEvents.View)]])));
        Assert.Equal("the log holds no event of the kind cart or purchase; name its column with --column event=..., or ask for another kind", exception.Message);
    }

    private static bool Holds((int Product, LogEvents Kind)[] session, int row, int product, LogEvents from, LogEvents to, bool follows)
    {
        for (int i = 0; i < session.Length; i++)
        {
            for (int j = 0; j < session.Length; j++)
            {
                if (session[i].Product == row && (session[i].Kind & from) != 0 && session[j].Product == product && (session[j].Kind & to) != 0 && (!follows || j > i))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static SessionSet Set((int Product, LogEvents Kind)[][] sessions)
    {
        int[] starts = new int[sessions.Length + 1];
        for (int i = 0; i < sessions.Length; i++)
        {
            starts[i + 1] = starts[i] + sessions[i].Length;
        }

        return new SessionSet(
            Products,
            [.. sessions.SelectMany(session => session.Select(one => one.Product))],
            starts,
            kinds: [.. sessions.SelectMany(session => session.Select(one => one.Kind))]);
    }
}
