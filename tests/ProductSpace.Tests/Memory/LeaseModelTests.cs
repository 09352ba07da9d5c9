using ProductSpace.Memory;

namespace ProductSpace.Tests.Memory;

/// <summary>
/// The lease's protocol, every interleaving: two readers that enter, read and leave, and one closer. The bad state is a
/// read of an unmapped file. The real protocol has none; each broken twin has one.
/// </summary>
public class LeaseModelTests
{
    private enum Twin
    {
        None,
        LooksBeforeCounting,
        ClosesWithoutWaiting,
        DoesNotLookAtTheBit,
    }

    [Fact]
    public void Protocol_EveryInterleaving_NeverReadsAfterUnmap() => Assert.False(HasBadRead(Twin.None));

    [Fact]
    public void Protocol_BrokenTwins_AreCaught()
    {
        Assert.True(HasBadRead(Twin.LooksBeforeCounting));
        Assert.True(HasBadRead(Twin.ClosesWithoutWaiting));
        Assert.True(HasBadRead(Twin.DoesNotLookAtTheBit));
    }

    [Fact]
    public async Task Lease_ClosedOnce_LetsNobodyIn()
    {
        Lease lease = new();
        Assert.True(lease.TryEnter());
        Task<bool> closing = Task.Run(lease.Close);
        while (!lease.IsClosed)
        {
            Thread.Yield();
        }

        Assert.False(lease.TryEnter());
        Assert.False(closing.IsCompleted);
        lease.Exit();
        Assert.True(await closing);
        Assert.False(lease.Close());
    }

    /// <summary>Walks all states: reader steps 0 enter, 1 look, 2 read, 3 leave, 4 done, 5 undo; closer steps 0 close, 1 wait and unmap, 2 done.</summary>
    private static bool HasBadRead(Twin twin)
    {
        HashSet<State> seen = [];
        Stack<State> open = new([new State(0, false, true, 0, 0, 0)]);
        while (open.TryPop(out State state))
        {
            if (!seen.Add(state))
            {
                continue;
            }

            foreach (bool first in new[] { true, false })
            {
                int step = first ? state.ReaderA : state.ReaderB;
                if (step == 2 && !state.Mapped)
                {
                    return true;
                }

                if (Reader(state, step, twin) is (State next, int after))
                {
                    open.Push(first ? next with { ReaderA = after } : next with { ReaderB = after });
                }
            }

            if (state.Closer == 0)
            {
                open.Push(state with { Closed = true, Closer = 1 });
            }
            else if (state.Closer == 1 && (state.Inside == 0 || twin == Twin.ClosesWithoutWaiting))
            {
                open.Push(state with { Mapped = false, Closer = 2 });
            }
        }

        return false;
    }

    private static (State State, int After)? Reader(State state, int step, Twin twin)
    {
        if (twin == Twin.LooksBeforeCounting)
        {
            return step switch
            {
                0 => (state, state.Closed ? 4 : 1),
                1 => (state with { Inside = state.Inside + 1 }, 2),
                2 => (state, 3),
                3 => (state with { Inside = state.Inside - 1 }, 4),
                _ => null,
            };
        }

        return step switch
        {
            0 => (state with { Inside = state.Inside + 1 }, 1),
            1 => (state, state.Closed && twin != Twin.DoesNotLookAtTheBit ? 5 : 2),
            2 => (state, 3),
            3 or 5 => (state with { Inside = state.Inside - 1 }, 4),
            _ => null,
        };
    }

    private readonly record struct State(int Inside, bool Closed, bool Mapped, int ReaderA, int ReaderB, int Closer);
}
