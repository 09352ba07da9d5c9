using Xunit.Abstractions;

namespace ProductSpace.Generations.Tests.Following;

/// <summary>Every state of the lease of a followed generation, with store buffers; each broken twin has a state that shows it.</summary>
public class LeaseModelTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(2, 2)]
    [InlineData(3, 1)]
    public void Protocol_EveryState_NeitherReadsLateNorLeaks(int readers, int leases)
    {
        LeaseMachine machine = LeasePrograms.Machine(LeaseTwin.None, readers, leases);
        Assert.Null(machine.Check());
        output.WriteLine($"{readers} readers of {leases} leases: {machine.States} states");
        Assert.InRange(machine.States, 5_000, int.MaxValue);
    }

    [Theory]
    [InlineData(LeaseTwin.CountsWithoutFence, "")]
    [InlineData(LeaseTwin.RetiresWithoutFence, "")]
    [InlineData(LeaseTwin.DoesNotLook, "read after it went")]
    [InlineData(LeaseTwin.LooksBeforeCounting, "read after it went")]
    [InlineData(LeaseTwin.ExitIgnoresRetired, "never taken away")]
    [InlineData(LeaseTwin.LateOneDoesNotFinish, "never taken away")]
    [InlineData(LeaseTwin.FinishesTwice, "taken away twice")]
    public void Protocol_BrokenTwin_IsCaught(LeaseTwin twin, string fault)
    {
        LeaseMachine machine = LeasePrograms.Machine(twin);
        string? found = machine.Check();
        output.WriteLine($"{twin}: {found} after {machine.States} states");
        Assert.NotNull(found);
        Assert.Contains(fault, found, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, 2)]
    [InlineData(3, 1)]
    public void IdleClosing_EveryState_NeitherReadsLateNorLeaks(int readers, int leases)
    {
        LeaseMachine machine = LeasePrograms.IdleClosing(inOneStep: true, readers, leases);
        Assert.Null(machine.Check());
        output.WriteLine($"{readers} readers of {leases} leases: {machine.States} states");
        Assert.InRange(machine.States, 500, int.MaxValue);
    }

    [Fact]
    public void IdleClosing_LooksThenCloses_IsCaught() =>
        Assert.Contains("read after it went", LeasePrograms.IdleClosing(inOneStep: false).Check(), StringComparison.Ordinal);

    /// <summary>The checker itself: without fences two threads can both read the other's flag as unset.</summary>
    [Theory]
    [InlineData(true, null)]
    [InlineData(false, "taken away twice")]
    public void Machine_StoreThenLoad_ReordersWithoutFence(bool fenced, string? fault)
    {
        Instruction[] Thread(int own, int other) =>
        [
            fenced ? new(Kind.Interlocked, own) { Change = _ => 1 } : new(Kind.Store, own) { Value = 1 },
            new(Kind.Load, other),
            new(Kind.JumpIf) { Holds = value => value == 1, Target = 4 },
            new(Kind.Unmap),
            new(Kind.Halt),
        ];
        LeaseMachine machine = new([Thread(0, 1), Thread(1, 0)], [0, 0, 1, 0], firstMap: 2, maps: 0, firstWord: 3);
        string? found = machine.Check();
        Assert.Equal(fault is null, found is null);
        Assert.Contains(fault ?? string.Empty, found ?? string.Empty, StringComparison.Ordinal);
    }
}
