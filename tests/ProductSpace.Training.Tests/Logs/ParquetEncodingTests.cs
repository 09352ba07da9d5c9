namespace ProductSpace.Training.Tests.Logs;

/// <summary>Sound Parquet in encodings of version 2 of the format.</summary>
public sealed class ParquetEncodingTests : IDisposable
{
    private const int Milliseconds = 9;
    private const int Microseconds = 10;

    private readonly TestLog _log = new();

    public void Dispose() => _log.Dispose();

    /// <summary>Times as differences are times; events of a session stand in the order of time, not of rows.</summary>
    [Theory]
    [InlineData(Milliseconds, 1_772_442_000_000, DeltaParquet.DeltaBinaryPacked)]
    [InlineData(Microseconds, 1_772_442_000_000_000, DeltaParquet.DeltaBinaryPacked)]
    [InlineData(Milliseconds, 1_772_442_000_000, DeltaParquet.Plain)]
    public void Clean_TimesInDeltaEncoding_AreRead(int converted, long start, int encoding)
    {
        long unit = converted == Milliseconds ? 1 : 1000;
        long[] times = [.. new long[] { 0, 90, 40, 200, 300, 250, 400, 390, 420 }.Select(offset => start + (offset * unit / 10))];
        if (unit > 1)
        {
            times = [.. times.Select((_, i) => start + new long[] { 0, 9, 4, 20, 30, 25, 40, 39, 42 }[i])];
        }

        using CleanedLog cleaned = SessionLog.Clean([_log.WriteBytes("v2.parquet", DeltaParquet.Write(times, converted, encoding))], new LogOptions { Clock = new FixedClock(2026, 11, 30) }, TestLog.KeepAll);
        Assert.Equal(["0 2 1", "3 0 4", "2 1 3"], TestLog.Show(cleaned));
        Assert.Equal("2026-03-02 09:00:00", $"{cleaned.Report.Plausibility.FirstTime:yyyy-MM-dd HH:mm:ss}");
        Assert.Equal(LogTimeUnit.Iso8601, cleaned.Report.Files[0].TimeUnit);
    }

    /// <summary>What the library cannot decode is not called damaged.</summary>
    [Fact]
    public void Clean_EncodingThatIsNotSupported_IsNamedWithTheRemedy()
    {
        byte[] bytes = DeltaParquet.Write([.. Enumerable.Range(0, 9).Select(i => 1_772_442_000_000L + i)], Milliseconds, DeltaParquet.DeltaBinaryPacked, isFixed: true);
        TrainingInputException error = Assert.Throws<TrainingInputException>(() => SessionLog.Clean([_log.WriteBytes("v2.parquet", bytes)], null, TestLog.KeepAll));
        Assert.Contains("v2.parquet: column time has an encoding or compression that is not supported (DELTA_BINARY_PACKED); write it plain or with a dictionary", error.Message, StringComparison.Ordinal);
    }
}
