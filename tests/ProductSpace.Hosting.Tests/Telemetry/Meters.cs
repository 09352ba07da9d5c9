using System.Diagnostics.Metrics;
using ProductSpace.Hosting.LiveRecall;
using ProductSpace.Hosting.Shops;
using ProductSpace.Hosting.Telemetry;
using ProductSpace.Memory;

namespace ProductSpace.Hosting.Tests.Telemetry;

/// <summary>A meter of its own for a test, and what was measured by it.</summary>
internal sealed class Meters : IMeterFactory
{
    private readonly List<Meter> _meters = [];
    private readonly MeterListener _listener = new();

    public Meters(IFileOperations? files = null) => Shared = new SharedShopServices(new ShopMetrics(this), new LiveRecallThread(), files ?? SystemFiles.Instance);

    public SharedShopServices Shared { get; }

    /// <summary>Name, unit, value and attributes, sorted, of each measurement.</summary>
    public List<(string Name, double Value, string Tags)> Seen { get; } = [];

    public Meter Create(MeterOptions options)
    {
        Meter meter = new(options.Name, options.Version, options.Tags, scope: this);
        _meters.Add(meter);
        return meter;
    }

    public void Listen()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Scope == this)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>A listener that allocates nothing itself.</summary>
    public void ListenSilently(Action<double> told)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Scope == this)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<double>((_, value, tags, _) => told(value + tags.Length));
        _listener.SetMeasurementEventCallback<long>((_, value, tags, _) => told(value + tags.Length));
        _listener.Start();
    }

    public void AskGauges() => _listener.RecordObservableInstruments();

    public string TagsOf(string name) => Seen.Last(seen => seen.Name == name).Tags;

    public double ValueOf(string name) => Seen.Last(seen => seen.Name == name).Value;

    public void Dispose()
    {
        _listener.Dispose();
        Shared.LiveRecall.Dispose();
        _meters.ForEach(meter => meter.Dispose());
    }

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        string text = string.Join(", ", tags.ToArray().OrderBy(tag => tag.Key, StringComparer.Ordinal).Select(tag => $"{tag.Key}={tag.Value}"));
        lock (Seen)
        {
            Seen.Add(($"{instrument.Name} [{instrument.Unit}]", value, text));
        }
    }
}
