namespace ProductSpace.Training.Tests;

/// <summary>A clock that stands still, so that tomorrow is the same in every run.</summary>
internal sealed class FixedClock(int year, int month, int day) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => new(year, month, day, 12, 0, 0, TimeSpan.Zero);
}
