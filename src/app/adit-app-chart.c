/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/adit-app-chart.h"

#include "app/adit-app-scale.h"
#include "model/adit-format.h"

#include <glib/gi18n.h>

#define MIN_HEIGHT            120
#define NATURAL_WIDTH         400
#define GRID_LINES            2
#define LINE_WIDTH            2.0
#define LABEL_MARGIN          12
#define PLATE_MARGIN          4
#define DESCRIPTION_PERIOD_US (10 * G_USEC_PER_SEC)

struct _AditAppChart
{
  GtkWidget parent_instance;

  AditAppTraffic *traffic;
  double pointer_x; /* negative while the pointer is elsewhere */
  gint64 described_us;
};

/* Where samples go: time to x, rate to y. */
typedef struct
{
  double width, height;
  double plot_top; /* room for the note under the pointer */
  double gutter;   /* room for the scale at the side where lines begin */
  gint64 end_us;   /* time at the right edge */
  guint64 top;     /* rate at plot_top */
  gboolean is_rtl;
} Plot;

typedef guint64 (*RateFunc) (const AditAppSample *sample);

G_DEFINE_FINAL_TYPE (AditAppChart, adit_app_chart, GTK_TYPE_WIDGET)

static guint64
sent_rate (const AditAppSample *sample)
{
  return sample->sent_rate;
}

static guint64
received_rate (const AditAppSample *sample)
{
  return sample->received_rate;
}

/* As adit_format_rate(), which says nothing for 0. */
static char *
rate_text (guint64 rate)
{
  return rate > 0 ? adit_format_rate (rate) : g_strdup (_ ("0 B/s"));
}

static double
plot_x (const Plot *plot, gint64 time_us)
{
  double age = (double) (plot->end_us - time_us) / ADIT_APP_TRAFFIC_SPAN_US;

  return plot->is_rtl ? (plot->width - plot->gutter) * age
                      : plot->gutter + (plot->width - plot->gutter) * (1 - age);
}

static double
plot_y (const Plot *plot, guint64 rate)
{
  double part = (double) rate / (double) plot->top;

  return plot->height - (plot->height - plot->plot_top) * MIN (part, 1.0);
}

static void
get_color (GtkWidget *widget, const char *name, GdkRGBA *color)
{
  GtkStyleContext *style = gtk_widget_get_style_context (widget);

  if (name == NULL || !gtk_style_context_lookup_color (style, name, color))
    gtk_style_context_get_color (style, color);
}

static void
set_color (cairo_t *cr, const GdkRGBA *color, double alpha)
{
  cairo_set_source_rgba (cr, color->red, color->green, color->blue, color->alpha * alpha);
}

/* Adds the line of samples @first to @last, without a hole between them. */
static void
trace (cairo_t *cr,
       const Plot *plot,
       const AditAppSample *first,
       const AditAppSample *last,
       RateFunc rate)
{
  cairo_move_to (cr, plot_x (plot, first->time_us), plot_y (plot, rate (first)));
  for (const AditAppSample *sample = first + 1; sample <= last; sample++)
    cairo_line_to (cr, plot_x (plot, sample->time_us), plot_y (plot, rate (sample)));
}

static void
fill_under (cairo_t *cr,
            const Plot *plot,
            const AditAppSample *first,
            const AditAppSample *last,
            const GdkRGBA *color)
{
  trace (cr, plot, first, last, received_rate);
  cairo_line_to (cr, plot_x (plot, last->time_us), plot->height);
  cairo_line_to (cr, plot_x (plot, first->time_us), plot->height);
  cairo_close_path (cr);
  set_color (cr, color, 0.2);
  cairo_fill (cr);
}

static void
draw_stretch (cairo_t *cr,
              const Plot *plot,
              const AditAppSample *first,
              const AditAppSample *last,
              const GdkRGBA *received,
              const GdkRGBA *sent)
{
  static const double dashes[] = { 5, 4 };

  fill_under (cr, plot, first, last, received);

  trace (cr, plot, first, last, received_rate);
  set_color (cr, received, 1);
  cairo_stroke (cr);

  cairo_set_dash (cr, dashes, G_N_ELEMENTS (dashes), 0);
  trace (cr, plot, first, last, sent_rate);
  set_color (cr, sent, 1);
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0);
}

/* Draws each stretch of samples that has no hole in it. */
static void
draw_samples (AditAppChart *self, cairo_t *cr, const Plot *plot)
{
  guint n_samples, first = 0;
  const AditAppSample *samples = adit_app_traffic_get_samples (self->traffic, &n_samples);
  GdkRGBA received, sent;

  get_color (GTK_WIDGET (self), "adit_received_color", &received);
  get_color (GTK_WIDGET (self), "adit_sent_color", &sent);
  cairo_set_line_width (cr, LINE_WIDTH);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);

  for (guint i = 0; i < n_samples; i++)
    if (i + 1 == n_samples ||
        samples[i + 1].time_us - samples[i].time_us > ADIT_APP_TRAFFIC_HOLE_US)
      {
        draw_stretch (cr, plot, &samples[first], &samples[i], &received, &sent);
        first = i + 1;
      }
}

/* On a plate, so that lines behind it do not cross the letters. */
static void
draw_text (AditAppChart *self, GtkSnapshot *snapshot, PangoLayout *layout, double x, double y)
{
  GdkRGBA color, plate;
  int width, height;

  pango_layout_get_pixel_size (layout, &width, &height);
  get_color (GTK_WIDGET (self), "adit_plate_color", &plate);
  get_color (GTK_WIDGET (self), NULL, &color);
  color.alpha *= 0.75f;
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) x, (float) y));
  gtk_snapshot_append_color (snapshot, &plate,
                             &GRAPHENE_RECT_INIT (-PLATE_MARGIN, 0,
                                                  (float) width + 2 * PLATE_MARGIN,
                                                  (float) height));
  gtk_snapshot_append_layout (snapshot, layout, &color);
  gtk_snapshot_restore (snapshot);
}

/* A line at the bottom, at the top and between, each with the rate it stands for beside it. */
static void
draw_grid (AditAppChart *self, GtkSnapshot *snapshot, const Plot *plot)
{
  GdkRGBA color;

  get_color (GTK_WIDGET (self), NULL, &color);
  color.alpha *= 0.15f;

  for (guint i = 0; i <= GRID_LINES; i++)
    {
      guint64 rate = plot->top / GRID_LINES * i;
      double y = plot_y (plot, rate) - (i == 0 ? 1 : 0);
      g_autofree char *text = rate_text (rate);
      g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
      int width, height;

      gtk_snapshot_append_color (snapshot, &color,
                                 &GRAPHENE_RECT_INIT (plot->is_rtl ? 0 : (float) plot->gutter,
                                                      (float) y,
                                                      (float) (plot->width - plot->gutter), 1));
      pango_layout_get_pixel_size (layout, &width, &height);
      draw_text (self, snapshot, layout,
                 plot->is_rtl ? plot->width - plot->gutter + LABEL_MARGIN / 2
                              : plot->gutter - width - LABEL_MARGIN / 2,
                 MIN (y - height / 2.0, plot->height - height));
    }
}

static const AditAppSample *
sample_at_pointer (AditAppChart *self, const Plot *plot)
{
  guint n_samples;
  const AditAppSample *samples = adit_app_traffic_get_samples (self->traffic, &n_samples);
  const AditAppSample *nearest = NULL;

  if (self->pointer_x < 0)
    return NULL;

  for (guint i = 0; i < n_samples; i++)
    if (nearest == NULL || ABS (plot_x (plot, samples[i].time_us) - self->pointer_x) <
                               ABS (plot_x (plot, nearest->time_us) - self->pointer_x))
      nearest = &samples[i];

  return nearest;
}

static void
draw_note (AditAppChart *self, GtkSnapshot *snapshot, const Plot *plot, double x, const char *text)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
  int width;
  double left;

  pango_layout_get_pixel_size (layout, &width, NULL);
  left = CLAMP (x - width / 2.0, LABEL_MARGIN, MAX (plot->width - width - LABEL_MARGIN, 0));
  draw_text (self, snapshot, layout, left, 1);
}

static void
draw_pointer (AditAppChart *self, GtkSnapshot *snapshot, const Plot *plot)
{
  const AditAppSample *sample = sample_at_pointer (self, plot);
  g_autofree char *received = NULL;
  g_autofree char *sent = NULL;
  g_autofree char *age = NULL;
  g_autofree char *text = NULL;
  GdkRGBA color;
  double x;

  if (sample == NULL)
    return;

  x = plot_x (plot, sample->time_us);
  get_color (GTK_WIDGET (self), NULL, &color);
  color.alpha *= 0.5f;
  gtk_snapshot_append_color (snapshot, &color,
                             &GRAPHENE_RECT_INIT ((float) x, 0, 1, (float) plot->height));

  received = rate_text (sample->received_rate);
  sent = rate_text (sample->sent_rate);
  age = adit_format_age (plot->end_us - sample->time_us);
  /* Translators: in the chart, under the pointer: time ago, then received and sent rates */
  text = g_strdup_printf (_ ("%s ago: ↓ %s  ↑ %s"), age, received, sent);
  draw_note (self, snapshot, plot, x, text);
}

static void
adit_app_chart_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  AditAppChart *self = ADIT_APP_CHART (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (widget, _ ("888.8 MB/s"));
  cairo_t *cr;
  AditAppSample peak;
  int text_width, text_height;
  Plot plot;

  if (self->traffic == NULL || width <= 0 || height <= 0)
    return;

  peak = adit_app_traffic_get_peak (self->traffic);
  pango_layout_get_pixel_size (layout, &text_width, &text_height);
  plot = (Plot){ width,
                 height,
                 text_height + PLATE_MARGIN,
                 text_width + LABEL_MARGIN,
                 adit_app_traffic_get_current (self->traffic).time_us,
                 adit_app_scale_top (MAX (peak.sent_rate, peak.received_rate)),
                 gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL };

  gtk_snapshot_push_clip (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
  cr = gtk_snapshot_append_cairo (snapshot,
                                  &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
  draw_samples (self, cr, &plot);
  cairo_destroy (cr);
  draw_grid (self, snapshot, &plot);
  draw_pointer (self, snapshot, &plot);
  gtk_snapshot_pop (snapshot);
}

static void
adit_app_chart_measure (GtkWidget *widget,
                        GtkOrientation orientation,
                        int for_size,
                        int *minimum,
                        int *natural,
                        int *minimum_baseline,
                        int *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_VERTICAL ? MIN_HEIGHT : 1;
  *natural = orientation == GTK_ORIENTATION_VERTICAL ? MIN_HEIGHT : NATURAL_WIDTH;
  *minimum_baseline = *natural_baseline = -1;
}

static void
describe (AditAppChart *self)
{
  AditAppSample now = adit_app_traffic_get_current (self->traffic);
  AditAppSample peak = adit_app_traffic_get_peak (self->traffic);
  g_autofree char *received = rate_text (now.received_rate);
  g_autofree char *sent = rate_text (now.sent_rate);
  g_autofree char *received_peak = rate_text (peak.received_rate);
  g_autofree char *sent_peak = rate_text (peak.sent_rate);
  g_autofree char *text = NULL;

  text = g_strdup_printf (_ ("Receiving %s, at most %s; sending %s, at most %s"), received,
                          received_peak, sent, sent_peak);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text,
                                  -1);
}

static void
refresh (AditAppChart *self)
{
  gint64 now_us = g_get_monotonic_time ();

  if (self->traffic == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;

  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (self->described_us == 0 || now_us - self->described_us >= DESCRIPTION_PERIOD_US)
    {
      self->described_us = now_us;
      describe (self);
    }
}

void
adit_app_chart_set_traffic (AditAppChart *self, AditAppTraffic *traffic)
{
  g_return_if_fail (ADIT_APP_IS_CHART (self));

  if (self->traffic != NULL)
    g_signal_handlers_disconnect_by_data (self->traffic, self);
  g_set_object (&self->traffic, traffic);
  if (traffic != NULL)
    g_signal_connect_swapped (traffic, "changed", G_CALLBACK (refresh), self);
  refresh (self);
}

static void
adit_app_chart_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (adit_app_chart_parent_class)->map (widget);
  refresh (ADIT_APP_CHART (widget));
}

static void
on_pointer_motion (GtkEventControllerMotion *controller, double x, double y, AditAppChart *self)
{
  g_assert (ADIT_APP_IS_CHART (self));

  self->pointer_x = x;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
on_pointer_leave (GtkEventControllerMotion *controller, AditAppChart *self)
{
  g_assert (ADIT_APP_IS_CHART (self));

  self->pointer_x = -1;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
adit_app_chart_dispose (GObject *object)
{
  adit_app_chart_set_traffic (ADIT_APP_CHART (object), NULL);

  G_OBJECT_CLASS (adit_app_chart_parent_class)->dispose (object);
}

static void
adit_app_chart_class_init (AditAppChartClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = adit_app_chart_dispose;
  widget_class->snapshot = adit_app_chart_snapshot;
  widget_class->measure = adit_app_chart_measure;
  widget_class->map = adit_app_chart_map;
  gtk_widget_class_set_css_name (widget_class, "aditchart");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
adit_app_chart_init (AditAppChart *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();

  self->pointer_x = -1;
  g_signal_connect (motion, "motion", G_CALLBACK (on_pointer_motion), self);
  g_signal_connect (motion, "leave", G_CALLBACK (on_pointer_leave), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Traffic of the last minute"), -1);
}
